"""What the register of improvements can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Improvement


class ImprovementFilter(django_filters.FilterSet):
    """State, indicator, whose, only the own."""

    STATES = (("over", _("Over")), ("all", _("All")))

    show = django_filters.ChoiceFilter(label=_("State"), empty_label=_("Under way"), choices=STATES, method="in_state")
    agent = django_filters.CharFilter(
        label=_("Agent"),
        field_name="agent__name",
        lookup_expr="icontains",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Agent")}),
    )
    mine = django_filters.BooleanFilter(label=_("I own it"), method="owned", widget=forms.CheckboxInput)

    class Meta:
        model = Improvement
        fields: list[str] = []

    def in_state(self, rows: Any, _name: str, value: str) -> Any:
        """Over, or all."""
        return rows.filter(state__in=Improvement.OVER) if value == "over" else rows

    def owned(self, rows: Any, _name: str, value: bool | None) -> Any:
        """Only where the account is the owner."""
        return rows.filter(owner=self.request.user) if value else rows

    def filter_queryset(self, queryset: Any) -> Any:
        """What is under way, unless something else is asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") else rows.under_way()

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else True
