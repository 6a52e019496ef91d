"""What the list can be narrowed by; the same words stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Site
from people.of_people import BETWEEN, OfPeople
from records.month_filter import MonthFilter

from .models import Complaint, ComplaintTopic, Severity, Verdict
from .querysets import ComplaintQuerySet

OPEN = "open"
MOST_IDS = 300
"""So many complaints an address can name one by one."""
NONE = "0"
"""In the address: of no category or cause yet."""


def _sites(request: Any) -> QuerySet[Site]:
    return Site.objects.visible_to(request.user)


class ComplaintFilter(OfPeople):
    """Complaints by when they were received, how far they are, what they are about, whose fault it was."""

    whose = "handler"
    q = django_filters.CharFilter(
        label=_("Words, number, resident"), method="with_words", max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words, number, resident")}),
    )  # fmt: skip
    month = MonthFilter(label=_("Received in"), field_name="received_at")
    agent = django_filters.CharFilter(
        label=_("Agent"), method="of_agent", max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Agent: name or number")}),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("All states"), method="in_state",
        choices=[(OPEN, _("Not closed")), *Complaint.State.choices],
    )  # fmt: skip
    site = django_filters.ModelChoiceFilter(label=_("Site"), empty_label=_("All sites"), queryset=_sites)
    severity = django_filters.ChoiceFilter(
        label=_("Severity"), empty_label=_("Every severity"), choices=Severity.choices
    )
    category = django_filters.CharFilter(method="of_topic", max_length=12, widget=forms.HiddenInput)
    cause = django_filters.CharFilter(method="of_topic", max_length=12, widget=forms.HiddenInput)
    verdict = django_filters.ChoiceFilter(
        label=_("Responsibility"), empty_label=_("Every verdict"), method="with_verdict",
        choices=[(NONE, _("Not decided")), *Verdict.choices],
    )  # fmt: skip
    ids = django_filters.CharFilter(method="of_these", max_length=MOST_IDS * 8, widget=forms.HiddenInput)

    class Meta:
        model = Complaint
        fields: list[str] = []

    def of_agent(self, facts: ComplaintQuerySet, name: str, words: str) -> ComplaintQuerySet:
        """Handled by whom the words name."""
        return facts.filter(Q(handler__staff_number=words) | Q(handler__name__icontains=words))

    def with_words(self, facts: ComplaintQuerySet, name: str, words: str) -> ComplaintQuerySet:
        """Whose number, words or resident hold these; who is not shown the resident does not guess at one."""
        known = Q(number__icontains=words) | Q(words__icontains=words)
        return facts.filter(known | Q(resident__icontains=words) & self._shown_the_resident())

    def _shown_the_resident(self) -> Q:
        user = self.request.user
        shown = ~Q(about=user.person_id) & ~Q(against=user.person_id)
        return shown if user.has_perm("evidence.judge_complaints") else shown & Q(handler=user.person_id)

    def in_state(self, facts: ComplaintQuerySet, name: str, state: str) -> ComplaintQuerySet:
        """In one state, or in any but the last."""
        return facts.exclude(state=Complaint.State.CLOSED) if state == OPEN else facts.filter(state=state)

    def of_topic(self, facts: ComplaintQuerySet, name: str, key: str) -> ComplaintQuerySet:
        """Of a category or cause; of none yet for ``0``."""
        if key == NONE:
            return facts.filter(**{name: None})
        return facts.filter(**{name: int(key)}) if key.isdecimal() and len(key) < 10 else facts.none()

    def with_verdict(self, facts: ComplaintQuerySet, name: str, verdict: str) -> ComplaintQuerySet:
        """Upheld so, or not decided yet."""
        return facts.filter(verdict="" if verdict == NONE else verdict)

    def of_these(self, facts: ComplaintQuerySet, name: str, keys: str) -> ComplaintQuerySet:
        """Exactly the ones that a figure counted."""
        return facts.filter(pk__in=[int(key) for key in keys.split(BETWEEN) if key.isdecimal() and len(key) < 18])

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.cleaned_data.values()) if self.is_bound and self.form.is_valid() else self.is_bound

    @property
    def ids_named(self) -> bool:
        """Whether the address names the complaints one by one."""
        return bool(self.data.get("ids"))

    @property
    def topic(self) -> ComplaintTopic | None:
        """The category or cause that the address names."""
        key = self.data.get("cause") or self.data.get("category") or ""
        return ComplaintTopic.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
