"""What every list of evidence can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Person
from people.of_people import OfPeople


class OfAgent(OfPeople):
    """By agent: staff number, else part of the name."""

    agent = django_filters.CharFilter(
        label=_("Agent"),
        method="of_agent",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Agent: name or number")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None and not self.request.user.has_perm("people.look_for"):
            del self.filters["agent"]  # who sees only the own facts has nobody to look for

    def of_agent(self, facts: EvidenceQuerySet, name: str, words: str) -> EvidenceQuerySet:
        """Of the person with this staff number, else of the people whose name holds the words."""
        numbered = Person.objects.filter(staff_number=words).values_list("pk", flat=True)
        named = Person.objects.filter(name__icontains=words).values_list("pk", flat=True)[:200]
        return facts.filter(agent_id__in=list(numbered) or list(named))

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.cleaned_data.values()) if self.is_bound and self.form.is_valid() else self.is_bound
