"""What the rows of a page of targets are made from, read once for all of them (SCORING §5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery

from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Site, Team
from people.querysets import PersonQuerySet
from scoring.agent_month import main_posting
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.rules import TowardTarget
from scoring.models import PlanVersion, Target, TargetProposal, TargetSheet
from scoring.models.target import Level
from scoring.plans import versions
from scoring.scored_posts import leading_postings
from scoring.targets import agreement, changes, history, verbs, window
from scoring.targets.history import Results
from scoring.targets.window import Stage


class Ground:
    """Terms, targets, agreements and results of those shown. Everything by key, in as many statements for all as for
    one."""

    def __init__(
        self,
        month: Month,
        level: Level,
        account: Account,
        shown: Sequence[Person | Team | Site],
        plans: versions.PlansInForce | None = None,
    ) -> None:
        self.month, self.level, self.shown = month, level, list(shown)
        keys = [each.pk for each in shown]
        agents = keys if level == "agent" else []
        self._plans = plans or versions.in_force(month)
        self._postings = _main_postings(month, agents, self._plans)
        self.terms = verbs.terms_of(month, self._plans)
        self.window = window.window(month, self.terms.settings)
        self.indicators: Mapping[str, IndicatorPlan] = {code: found[0] for code, found in self.terms.indicators.items()}
        self.standing = verbs.standing_targets(month, agents)
        self.waiting = changes.waiting_by_target(month)
        self.sheets = agreement.sheets_of(month, agents)
        self.answering = self._who_answer(agents)
        self.results: Results = history.results(level, keys, month, account)
        self.proposals = self._proposals(agents)

    def indicator(self, whose: int, code: str) -> IndicatorPlan | None:
        """As this agent's plan weighs it, None where it knows no target; of a team or site as the first plan does."""
        if self.level != "agent":
            return self.indicators[code]
        version = self.plan_of(whose)
        known = versions.read(version).indicators() if version else ()
        return next((each for each in known if each.code == code and isinstance(each.rule, TowardTarget)), None)

    def plan_of(self, agent: int) -> PlanVersion | None:
        """The plan that scores this agent in the month."""
        return self._plans.of(self._postings.get(agent))

    def own(self, whose: int, code: str) -> Target | None:
        """The target of its own that stands; after the freeze only one that holds."""
        target = self.standing.get((self.level, whose, code))
        return target if target and (self.window.is_open or target.holds) else None

    def unconfirmed(self, whose: int, code: str) -> Target | None:
        """The target that was never confirmed and so does not hold; None until the freeze."""
        target = self.standing.get((self.level, whose, code))
        return target if target and not self.window.is_open and not target.holds else None

    def inherited(self, whose: int, code: str) -> Decimal | None:
        """What holds without a target of its own: the team's, the site's, the plan's."""
        posting = self._postings.get(whose) if self.level == "agent" else None
        for level in ("team", "site") if posting else ():
            found = self.standing.get((level, getattr(posting, f"{level}_id"), code))
            if found is not None:
                return found.value
        indicator = self.indicator(whose, code)
        return indicator.rule.target if indicator and isinstance(indicator.rule, TowardTarget) else None

    def is_agreed(self, whose: int) -> bool:
        """Whether nobody has to act about this agent any more."""
        sheet = self.sheets.get(whose)
        return sheet is not None and sheet.is_agreed

    def is_due(self, whose: int) -> bool:
        """Whether one of this agent's targets waits for a word."""
        return any(
            not target.holds
            for (level, key, _code), target in self.standing.items()
            if (level, key) == (self.level, whose)
        )

    @property
    def are_sent(self) -> bool:
        """Whether these targets are sent for confirmation now."""
        return self.level == "agent" and self.window.stage == Stage.OPEN

    def _who_answer(self, agents: Sequence[int]) -> set[int]:
        """Lists of ``with_agreements`` say so; else it is asked."""
        told = {each.pk: vars(each).get("answers") for each in self.shown}
        if any(told.get(agent) is None for agent in agents):
            return agreement.who_answer(agents)
        return {agent for agent in agents if told[agent]}

    def _proposals(self, agents: Sequence[int]) -> dict[tuple[int, str], Decimal]:
        waiting = TargetProposal.objects.waiting().filter(
            sheet__in=[self.sheets[key].pk for key in agents if key in self.sheets]
        )
        return {
            (agent, code): value for agent, code, value in waiting.values_list("sheet__agent_id", "indicator", "value")
        }


def _main_postings(month: Month, agents: Sequence[int], plans: versions.PlansInForce) -> dict[int, Posting]:
    """Of agents, and of those in leading posts."""
    found: dict[int, list[Posting]] = defaultdict(list)
    own = Posting.objects.of_agents().touching(month).filter(person_id__in=agents).select_related("site")
    for posting in [*own, *leading_postings(month, plans)] if agents else ():
        found[posting.person_id].append(posting)
    return {agent: main_posting(month, own) for agent, own in found.items()}


ORDER = (
    TargetSheet.State.PROPOSED,
    TargetSheet.State.DRAFT,
    TargetSheet.State.SENT,
    TargetSheet.State.CONFIRMED,
    TargetSheet.State.SETTLED,
)
"""Rows in the order of who has to act: the supervisor, the agent, nobody."""


def with_agreements(people: PersonQuerySet, month: Month) -> PersonQuerySet:
    """These people, each with where the own agreement of the month stands (``agreement``), whether a target waits for a
    word (``is_due``) and whether there is a log-in that gives it (``answers``): one statement for a whole list."""
    own = {"agent": OuterRef("pk"), "first_day": month.first_day}
    due = Target.objects.standing().filter(**own, word=Target.Word.DUE)
    able = agreement.able_to_answer().filter(person=OuterRef("pk"))
    sheet = TargetSheet.objects.filter(**own).values("state")[:1]
    marks = {"agreement": Subquery(sheet), "is_due": Exists(due), "answers": Exists(able)}
    found: PersonQuerySet = people.annotate(**marks)
    return found


def state_of(person: Person) -> TargetSheet.State:
    """Where the agreement stands of somebody from ``with_agreements``."""
    return TargetSheet.State(vars(person)["agreement"] or TargetSheet.State.DRAFT)


def in_order(people: Iterable[Person]) -> list[Person]:
    """Those whose targets are not agreed first, each group in the order given."""
    return sorted(people, key=lambda each: ORDER.index(state_of(each)))
