"""Where each agent worked in the month, and what follows: plan, posted days, team, site, bonus base (SCORING §7)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Q

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import exact, half_up, hundredths, plain
from people.models import BonusBase, Person, Posting, UnpaidLeave
from people.querysets import during
from scoring.engine.freezing import freeze
from scoring.labels import Labels
from scoring.models import PlanVersion, ScoringSettings
from scoring.plans.versions import PlansInForce, read

FULL = Fraction(1)
"""Full time."""

FULL_DAY = 100_00
"""The same in hundredths of a percent."""


@dataclass(frozen=True)
class Scored:
    """One agent to be scored by one plan. ``posting`` is the one that gave the plan; None without any. ``days_at``:
    posted days by site, None for the company as a whole."""

    agent_id: int
    uuid: UUID
    plan: PlanVersion
    posting: Posting | None
    posted_days: int
    bonus_base: Decimal | None
    name: str = ""
    staff_number: str = ""
    brought_in: bool = False
    share: Fraction = FULL
    days_at: tuple[tuple[int | None, int], ...] = ()

    @property
    def team_id(self) -> int | None:
        """The team whose targets hold."""
        return self.posting.team_id if self.posting else None

    @property
    def site_id(self) -> int | None:
        """The site whose targets hold."""
        return self.posting.site_id if self.posting else None

    @property
    def labels(self) -> Labels:
        """The words of today, for the card to be printed with."""
        site, team = (self.posting.site, self.posting.team) if self.posting else (None, None)
        return Labels(
            name=self.name,
            staff_number=self.staff_number,
            post=self.posting.post if self.posting and self.posted_days else "",
            team=team.name if team else "",
            site=site.name if site else "",
            plan=freeze(read(self.plan).name),
            brought_in=self.brought_in,
            share="" if self.share == FULL else plain(half_up(self.share * 100, 2)),
        )


@dataclass(frozen=True)
class Posted:
    """An agent's posting with most days in the month, the days that count, the mean share of full time on them, and the
    days by site."""

    posting: Posting
    days: int
    share: Fraction = FULL
    days_at: tuple[tuple[int | None, int], ...] = ()


def posted_agents(month: Month, plans: PlansInForce | None = None, only: int | None = None) -> dict[int, Posted]:
    """Everyone with a posting in a scored post in the month (SCORING §1, §7), or ``only`` this one: distinct posted
    days less unpaid leave. Agents always are; other posts where one of ``plans`` is for them."""
    postings: dict[int, list[Posting]] = defaultdict(list)
    posts = (
        {Posting.Post.AGENT, *(scope.post for scope in plans.by_scope if scope.post)} if plans else {Posting.Post.AGENT}
    )
    found = Posting.objects.filter(post__in=posts).touching(month).select_related("site", "team").order_by("id")
    for posting in found if only is None else found.filter(person=only):
        if posting.post == Posting.Post.AGENT or (plans and plans.of(posting)):
            postings[posting.person_id].append(posting)
    leave: dict[int, set[int]] = defaultdict(set)
    absences = UnpaidLeave.objects.filter(during(month))
    for absence in absences if only is None else absences.filter(person=only):
        leave[absence.person_id] |= days_within(month, absence)
    return {agent: _posted(month, own, leave[agent]) for agent, own in postings.items()}


def _posted(month: Month, postings: Sequence[Posting], leave: set[int]) -> Posted:
    """Shares of one day add up, at most to full time; in hundredths of a percent, for a month has many days."""
    if len(postings) == 1:  # as nearly everybody has
        only, number = postings[0], len(days_within(month, postings[0]) - leave)
        mean = Fraction(min(FULL_DAY, hundredths(only.share)), FULL_DAY) if number else FULL
        return Posted(only, number, mean, ((only.site_id, number),))
    shares: dict[int, int] = defaultdict(int)
    at: dict[int | None, set[int]] = defaultdict(set)
    for posting in postings:
        share, days = hundredths(posting.share), days_within(month, posting) - leave
        at[posting.site_id] |= days
        for day in days:
            shares[day] = min(FULL_DAY, shares[day] + share)
    mean = Fraction(sum(shares.values()), FULL_DAY * len(shares)) if shares else FULL
    days_at = tuple((site, len(days)) for site, days in at.items())
    return Posted(main_posting(month, postings), len(shares), mean, days_at)


def main_posting(month: Month, postings: Iterable[Posting]) -> Posting:
    """The posting with most days in the month; ties: the latest start, then the site's code."""
    by_code = sorted(postings, key=lambda posting: posting.site.code if posting.site else "")
    return max(by_code, key=lambda posting: (len(days_within(month, posting)), posting.first_day))


def days_within(month: Month, span: Posting | UnpaidLeave) -> set[int]:
    """The span's days that lie in the month, by number; both ends are included."""
    first = span.first_day.day if span.first_day > month.first_day else 1
    last = span.last_day.day if span.last_day and span.last_day < month.last_day else month.days
    return set(range(first, last + 1))


def to_score(
    month: Month, posted: dict[int, Posted], credited: Collection[int], plans: PlansInForce
) -> tuple[Scored, ...]:
    """Everyone posted and everyone credited with a counted fact, for whom ``plans`` has one; by agent."""
    agents = sorted(posted.keys() | set(credited))
    bases, brought_in = _bonus_bases(month, agents), month < ScoringSettings.of_the_company().live_since
    found = []
    people = Person.objects.filter(pk__in=agents).order_by("pk")
    for agent, uuid, name, number in people.values_list("pk", "uuid", "name", "staff_number"):
        own = posted.get(agent)
        plan = plans.of(own.posting if own else None)
        if plan is not None:
            posting, days, share, at = (own.posting, own.days, own.share, own.days_at) if own else (None, 0, FULL, ())
            base = _in_proportion(bases.get(agent), share)
            found.append(Scored(agent, uuid, plan, posting, days, base, name, number or "", brought_in, share, at))
    return tuple(found)


def _in_proportion(base: Decimal | None, share: Fraction) -> Decimal | None:
    """The bonus base of somebody part-time, to the cent: what the pay is then computed from."""
    return base if base is None or share == FULL else half_up(exact(base) * share, 2)


def _bonus_bases(month: Month, agents: Collection[int]) -> dict[int, Decimal]:
    """The base in force: the one with the latest month of beginning that is not after this month."""
    bases = BonusBase.objects.filter(Q(from_first_day__lte=month.first_day), person_id__in=agents)
    return dict(bases.order_by("from_first_day").values_list("person_id", "amount"))
