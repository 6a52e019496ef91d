"""How much evidence of each kind came in per site and person, beside the month before: two statements per kind at most.

A row counts in the month in which its kind says it does; its site is that of the agent's posting with most days in the
month, since evidence counts for the agent whichever site it came from (SCORING §7).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from evidence.kind import Kind, Table
from evidence.kinds import KINDS
from kpi_portal.lib.month import Month
from people.models import Account
from people.of_people import asked_for
from people.visibility import rows_seen
from records import months
from records.models import MonthRecord
from scoring.agent_month import Posted
from workorders.models import WorkOrder

ZERO_SAYS_SOMETHING = {"suggestion", "praise", "participation"}
"""Facts of which none at all is evidence too (SCORING §3): their absence is never missing."""
FEW = 4
"""So many must have come last month before half of it is called far fewer."""


@dataclass(frozen=True)
class Source:
    """One kind of evidence: person → how many this month and last."""

    code: str
    label: Any
    href: str
    now: Mapping[int, int]
    before: Mapping[int, int]


@dataclass
class Cell:
    """One source at one site."""

    source: Source
    now: int = 0
    before: int = 0
    agents: set[int] = field(default_factory=set)

    @property
    def href(self) -> str:
        """The rows that were counted: those of the people of the site, in the month."""
        return f"{self.source.href}&{asked_for(self.agents)}"

    @property
    def verdict(self) -> str:
        """``missing`` where there was some last month and none now, ``few`` below half; empty otherwise."""
        if self.source.code in ZERO_SAYS_SOMETHING or not self.agents:
            return ""
        if self.before and not self.now:
            return "missing"
        return "few" if self.before >= FEW and self.now * 2 < self.before else ""


@dataclass(frozen=True)
class SiteRow:
    """One site: its agents this month, a cell for each source."""

    site: Any
    agents: tuple[int, ...]
    cells: Sequence[Cell]


def sources(record: MonthRecord, account: Account) -> list[Source]:
    """Orders, then every kind of evidence that somebody is credited with."""
    month = record.month
    found = [_orders(record, account)]
    for kind in KINDS:
        table = next((table for table in kind.tables if table.code), None)
        if table is not None and account.has_perm(kind.verb):
            found.append(_facts(kind, table, month, account))
    return found


def by_site(found: Sequence[Source], now: Mapping[int, Posted], before: Mapping[int, Posted]) -> list[SiteRow]:
    """Each site with an agent this month or last, in the order of codes; people without a site stand last."""
    sites = {_site_of(own): own.posting.site for own in (*before.values(), *now.values())}
    agents: dict[int, set[int]] = defaultdict(set)
    for agent, own in now.items():
        agents[_site_of(own)].add(agent)
    cells = {key: [Cell(source, agents=agents[key]) for source in found] for key in sites}
    for place, source in enumerate(found):
        for key, number in _summed(source.now, now):
            cells[key][place].now += number
        for key, number in _summed(source.before, before):
            cells[key][place].before += number
    codes = {key: site.code if site else "" for key, site in sites.items()}
    order = sorted(sites, key=lambda key: (not codes[key], codes[key]))
    return [SiteRow(sites[key], tuple(sorted(agents[key])), cells[key]) for key in order]


def _site_of(own: Posted) -> int:
    return own.posting.site_id or 0


def _summed(counted: Mapping[int, int], posted: Mapping[int, Posted]) -> Iterator[tuple[int, int]]:
    return ((_site_of(posted[agent]), number) for agent, number in counted.items() if agent in posted)


def _orders(record: MonthRecord, account: Account) -> Source:
    """Orders created in the month, by who is responsible for them."""
    start, middle, end = _edges(record.month)
    rows = WorkOrder.objects.standing().visible_to(account).filter(agent__isnull=False)
    rows = rows.filter(created_at__gte=start, created_at__lt=end)
    address = f"{reverse('workorders:list')}?created={record.month}"
    now, before = _counted(rows, "agent_id", Q(created_at__gte=middle))
    return Source("orders", _("Work orders"), address, now, before)


def _facts(kind: Kind, table: Table, month: Month, account: Account) -> Source:
    start, middle, end = _edges(month)
    path, rows = table.counts_at, table.model._default_manager.filter(stands=True)
    if table.dated.get_internal_type() == "DateField":
        start, middle, end = month.previous.first_day, month.first_day, month.next.first_day
    rows = rows_seen(rows, account, whose=table.whose, month=table.month)
    rows = rows.filter(**{f"{path}__gte": start, f"{path}__lt": end})
    now, before = _counted(rows, f"{table.whose}_id", Q(**{f"{path}__gte": middle}))
    return Source(table.code, kind.label, f"{reverse(kind.page)}?month={month}", now, before)


def _edges(month: Month) -> tuple[Any, Any, Any]:
    """Start of the month before, start and end of the month."""
    zones = months.Zones()
    start, end, _cutoff = zones.edges(month)
    return zones.edges(month.previous)[0], start, end


def _counted(rows: Any, whose: str, is_now: Q) -> tuple[Counter[int], Counter[int]]:
    """Person → rows of this month, and of the last."""
    numbers = {"now": Count("pk", filter=is_now), "before": Count("pk", filter=~is_now)}
    counted = rows.order_by().values_list(whose).annotate(**numbers)
    now: Counter[int] = Counter()
    before: Counter[int] = Counter()
    for person, this, last in counted:
        now[person] += this
        before[person] += last
    return +now, +before
