"""How the company's desk works: the form of the settings page, and the verb behind it."""

from typing import Any

from django import forms
from django.db import transaction

from people import audited_save
from people.models import Account
from workorders.models import DeskSettings


class DeskSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Every choice."""

    class Meta:
        model = DeskSettings
        fields = ("arrive_minutes", "to_lead_minutes", "to_next_minutes", "reopen_days")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, instance=DeskSettings.of_the_company())


@transaction.atomic
def change(*, by: Account, **chosen: Any) -> DeskSettings:
    """From now on; the first choice makes the row."""
    row, _made = DeskSettings.objects.get_or_create(pk=1)
    return audited_save.change(row, chosen, verb="workorders.change_desk", by=by)
