"""Setting how the company asks."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from people import audited_save
from people.models import Account

from .models import SurveySettings


@transaction.atomic
def set_rules(values: Mapping[str, Any], *, by: Account) -> SurveySettings:
    """What holds for invitations made from now on."""
    rules, _made = SurveySettings.objects.get_or_create(pk=1)
    return audited_save.change(rules, values, verb="evidence.set_survey_rules", by=by)
