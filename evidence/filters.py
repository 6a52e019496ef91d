"""What the lists of evidence can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evidence.models import DepartmentRating, QualityCheck, Suggestion, SurveyAnswer, TrainingSession
from evidence.querysets import EvidenceQuerySet
from people.models import Department, Person
from records.month_filter import GivenForMonthFilter, MonthFilter


def _departments(request: Any) -> QuerySet[Department]:
    return Department.objects.all()


class OfAgent(django_filters.FilterSet):
    """By agent: staff number, else part of the name."""

    agent = django_filters.CharFilter(
        label=_("Agent"),
        method="of_agent",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Agent: name or number")}),
    )

    def of_agent(self, facts: EvidenceQuerySet, name: str, words: str) -> EvidenceQuerySet:
        """Of the person with this staff number, else of the people whose name holds the words."""
        numbered = Person.objects.filter(staff_number=words).values_list("pk", flat=True)
        named = Person.objects.filter(name__icontains=words).values_list("pk", flat=True)[:200]
        return facts.filter(agent_id__in=list(numbered) or list(named))

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.cleaned_data.values()) if self.is_bound and self.form.is_valid() else self.is_bound


class SurveyFilter(OfAgent):
    """Answers of residents."""

    month = MonthFilter(label=_("Answered in"), field_name="answered_at")
    excluded = django_filters.BooleanFilter(
        label=_("Excluded only"), method="only_excluded", widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    class Meta:
        model = SurveyAnswer
        fields: list[str] = []

    def only_excluded(self, answers: EvidenceQuerySet, name: str, only: bool) -> EvidenceQuerySet:
        """Those a supervisor left out."""
        return answers.exclude(excluded_reason="") if only else answers


class CheckFilter(OfAgent):
    """Quality checks."""

    month = MonthFilter(label=_("Contact in"), field_name="contact_at")

    class Meta:
        model = QualityCheck
        fields: list[str] = []


class RatingFilter(OfAgent):
    """Ratings of other departments."""

    month = GivenForMonthFilter(label=_("For the month"), field_name="first_day")
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), empty_label=_("All departments"), queryset=_departments
    )

    class Meta:
        model = DepartmentRating
        fields: list[str] = []


class SuggestionFilter(OfAgent):
    """Suggestions."""

    month = MonthFilter(label=_("Decided in"), field_name="decided_at")
    decision = django_filters.ChoiceFilter(
        label=_("Decision"), empty_label=_("All decisions"), choices=Suggestion.Decision.choices
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []


class SessionFilter(django_filters.FilterSet):
    """Training sessions."""

    title = django_filters.CharFilter(
        label=_("Title"),
        lookup_expr="icontains",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title")}),
    )
    month = MonthFilter(label=_("Held in"), field_name="held_at")

    class Meta:
        model = TrainingSession
        fields: list[str] = []

    narrows: Any = OfAgent.narrows
