"""What the list can be narrowed by; the same words stand in the address."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.filters import OfAgent
from evidence.querysets import EvidenceQuerySet
from records.month_filter import MonthFilter

from . import follow_ups
from .models import SurveyAnswer


class SurveyFilter(OfAgent):
    """Answers of residents."""

    month = MonthFilter(label=_("Answered in"), field_name="answered_at")
    excluded = django_filters.BooleanFilter(
        label=_("Excluded only"), method="only_excluded", widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    follow_up = django_filters.BooleanFilter(
        label=_("To follow up"), method="only_to_follow_up", widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    class Meta:
        model = SurveyAnswer
        fields: list[str] = []

    def only_excluded(self, answers: EvidenceQuerySet, name: str, only: bool) -> EvidenceQuerySet:
        """Those a supervisor left out."""
        return answers.exclude(excluded_reason="") if only else answers

    def only_to_follow_up(self, answers: EvidenceQuerySet, name: str, only: bool) -> EvidenceQuerySet:
        """Bad ones that nobody has followed up yet."""
        return follow_ups.open_among(answers, timezone.now()) if only else answers
