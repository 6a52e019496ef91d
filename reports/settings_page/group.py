"""What a group of settings is: words, a form, the verb behind it, and what is shown of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from scoring.models import ScoringSettings

Row = tuple[Any, Any]
"""A label, and what holds."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """One card of the page.

    ``form`` builds the form from what was posted, or None (``of_rules``: from rules that are read already); ``save`` is
    the verb, keyword-only, with ``by``. A group that has a page of its own names its route in ``page`` instead, and
    ``rows`` says what holds.
    ``acts``: verbs of the audit that change it, each with the names of its fields; none named: all of them.
    """

    code: str
    title: Any
    what: Any
    verb: str
    form: Callable[[Any], forms.BaseForm] | None = None
    of_rules: Callable[[ScoringSettings], forms.BaseForm] | None = None
    save: Callable[..., object] | None = None
    page: str = ""
    rows: Callable[[], Sequence[Row]] | None = None
    acts: Mapping[str, frozenset[str]]
    template: str = "components/form_page.html"

    def shown(self, rules: ScoringSettings) -> Sequence[Row]:
        """What holds now."""
        if self.rows is not None:
            return self.rows()
        if self.of_rules is not None:
            return _rows(self.of_rules(rules))
        return _rows(self.form(None)) if self.form is not None else ()


def _rows(form: forms.BaseForm) -> Sequence[Row]:
    return [(field.label, in_words(field)) for field in form]


def in_words(field: forms.BoundField) -> Any:
    """What a field holds, as its reader would say it."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value else _("no")
    choices = getattr(field.field, "choices", None)
    if choices:
        return next((label for key, label in choices if str(key) == str(value)), value)
    return value if value not in (None, "") else "–"
