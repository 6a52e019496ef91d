"""A new key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .scopes import offered

if TYPE_CHECKING:
    from people.models import Account

DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("one year")), (730, _("two years")))


class KeyForm(forms.Form):
    """For which program, what it may do, how long."""

    name = forms.CharField(
        label=_("Which program"), max_length=60, help_text=_("Shown in the audit and at every import, such as: CRM.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs. It never may more than you: if you lose a role, it loses it too."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=365)
    calls_per_minute = forms.IntegerField(
        label=_("Calls a minute"), min_value=1, max_value=6000, initial=60, help_text=_("More are put off.")
    )

    def __init__(self, data: Any = None, *, account: Account) -> None:
        super().__init__(data)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = offered(account)
