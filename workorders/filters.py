"""What a list of orders can be narrowed by. The same words stand in the address, so that other pages can link here."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.names import identifier_key
from people.models import Person, Site, Team
from people.of_people import OfPeople
from records import months
from records.month_filter import MonthFilter
from workorders.models import WorkOrder
from workorders.querysets import WorkOrderQuerySet

TEXTS_READ = 100_000
LONG_AGO = Value(datetime(1, 1, 1, tzinfo=UTC))


def _teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user)


def _sites(request: Any) -> QuerySet[Site]:
    return Site.objects.visible_to(request.user)


def _hint(text: Any, **attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": text, **attributes})


class CountedIn(MonthFilter):
    """Orders first dispatched in a month, of sources without dispatches those created in it, that nothing takes out."""

    def filter(self, qs: QuerySet[Any], value: Month | None) -> QuerySet[Any]:
        if value is None:
            return qs
        start, end, _cutoff = months.edges(value)
        dispatched = Q(records_dispatches=True, first_dispatched_at__gte=start, first_dispatched_at__lt=end)
        created = Q(records_dispatches=False, created_at__gte=start, created_at__lt=end)
        return qs.filter(dispatched | created, correction="").exclude(state=WorkOrder.State.CANCELLED)


class OrderFilter(OfPeople):
    """Every field is optional; one that cannot be understood narrows nothing and says so."""

    q = django_filters.CharFilter(
        label=_("Search"), method="saying", max_length=100, widget=_hint(_("Number, room or subject"), type="search")
    )
    site = django_filters.ModelChoiceFilter(label=_("Site"), empty_label=_("All sites"), queryset=_sites)
    team = django_filters.ModelChoiceFilter(label=_("Team"), empty_label=_("All teams"), queryset=_teams)
    agent = django_filters.CharFilter(
        label=_("Agent"), method="of_agent", max_length=100, widget=_hint(_("Agent: name or number"))
    )
    category = django_filters.CharFilter(
        label=_("Category"), lookup_expr="icontains", max_length=120, widget=_hint(_("Category"))
    )
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("All states"), choices=WorkOrder.State.choices)
    priority = django_filters.ChoiceFilter(
        label=_("Priority"), empty_label=_("All priorities"), choices=WorkOrder.Priority.choices
    )
    created = MonthFilter(label=_("Created in"), field_name="created_at")
    dispatched = MonthFilter(label=_("Dispatched in"), field_name="first_dispatched_at")
    counted = CountedIn(label=_("Counted in"))
    flagged = django_filters.BooleanFilter(
        label=_("Flagged only"), method="only_flagged", widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    nobodys = django_filters.BooleanFilter(
        label=_("Without an agent only"), method="only_nobodys", widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    class Meta:
        model = WorkOrder
        fields: list[str] = []

    def saying(self, orders: WorkOrderQuerySet, name: str, words: str) -> WorkOrderQuerySet:
        """Whose number begins with the words; where there is none, whose room or subject holds them.

        Numbers have an index. Texts are read row by row: those of the month asked for, else of the newest
        ``TEXTS_READ`` orders.
        """
        numbered: WorkOrderQuerySet = orders.alias(lowered=Lower("number")).filter(
            lowered__startswith=identifier_key(words)
        )
        if numbered.exists():
            return numbered
        if not (self.form.cleaned_data.get("created") or self.form.cleaned_data.get("dispatched")):
            newest = WorkOrder.objects.order_by("-created_at").values("created_at")[TEXTS_READ : TEXTS_READ + 1]
            orders = orders.filter(created_at__gt=Coalesce(Subquery(newest), LONG_AGO))
        return orders.filter(Q(room__icontains=words) | Q(subject__icontains=words))

    def of_agent(self, orders: WorkOrderQuerySet, name: str, words: str) -> WorkOrderQuerySet:
        """Of the person with this staff number, else of the people whose name holds the words."""
        numbered = Person.objects.filter(staff_number=words).values_list("pk", flat=True)
        named = Person.objects.filter(name__icontains=words).values_list("pk", flat=True)[:200]
        return orders.filter(agent_id__in=list(numbered) or list(named))

    def only_flagged(self, orders: WorkOrderQuerySet, name: str, only: bool) -> WorkOrderQuerySet:
        """Those about which an import found something odd."""
        return orders.exclude(flags=[]) if only else orders

    def only_nobodys(self, orders: WorkOrderQuerySet, name: str, only: bool) -> WorkOrderQuerySet:
        """Those that nobody is credited with."""
        return orders.nobodys() if only else orders

    FIRST = ("q", "state", "created")

    @property
    def first_fields(self) -> list[BoundField]:
        """What most people look for."""
        return [self.form[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[BoundField]:
        """Everything else, behind a click."""
        return [field for field in self.form if field.name not in self.FIRST and not field.is_hidden]

    @property
    def narrows_more(self) -> bool:
        """Whether something behind the click was asked for."""
        return any(field.data for field in self.more_fields)

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return any(self.form.cleaned_data.values()) if self.form.is_bound and self.form.is_valid() else self.is_bound
