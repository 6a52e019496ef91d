"""Changing the company's rules of scoring. An administrator's verb, so that HR does not lift the rule that binds HR."""

from django.db import transaction

from people import audited_save
from people.models import Account
from scoring.models import ScoringSettings


@transaction.atomic
def change(*, by: Account | None, **values: bool) -> ScoringSettings:
    """Set these fields of the one row."""
    row, _made = ScoringSettings.objects.get_or_create(pk=1)
    return audited_save.change(row, values, verb="scoring.change_settings", by=by)
