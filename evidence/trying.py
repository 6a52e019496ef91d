"""Running a verb behind a form: what it refuses stands at the form, which keeps what was typed."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm

from people.access import AccountRequest


def tried(request: AccountRequest, form: BaseForm, act: Callable[[], object], done: str) -> bool:
    """Whether the form was sent, was valid and the verb accepted it; then ``done`` is said as a toast."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, done)
    return True
