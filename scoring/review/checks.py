"""What keeps a month under review from being published (SCORING §9): entries that no close counted yet, grades that an
adjustment changed and nobody confirmed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import JSONObject

from kpi_portal.lib.rounding import add_up
from people.models import Account
from records.models import MonthRecord
from scoring.engine import facts, totals
from scoring.engine.plan import Plan
from scoring.models import Adjustment, Card, Decision, GradeConfirmation, ScoringSettings
from scoring.plans.versions import read
from scoring.querysets import CardQuerySet

SUPERVISOR = Adjustment.Kind.SUPERVISOR
JUDGED = Q(kind=SUPERVISOR) | Q(item=None)
"""Entries that rest on somebody's judgement alone: the supervisor's, and what is entered beside the catalogue. Else a
grade would be lifted by choosing another word for the points."""
Line = Mapping[str, Any]
"""An adjustment as it is frozen on a card."""
READ = {"lines": "adjustments", "subtotal": "subtotal", "by_total": "grade_by_total"}
"""What is read of a frozen card, by the name it is read under."""


def confirms(record: MonthRecord, settings: ScoringSettings) -> bool:
    """Whether a second person confirms grades that the supervisor changed: not in history that is brought in."""
    return settings.confirm_grades and record.month >= settings.live_since


def wants_all(record: MonthRecord, settings: ScoringSettings) -> bool:
    """Whether every card is reviewed before the month is published; history is not."""
    return settings.all_reviewed and record.month >= settings.live_since


def entries(record: MonthRecord) -> QuerySet[Adjustment]:
    """The standing entries of the month."""
    return Adjustment.objects.filter(first_day=record.first_day, stands=True)


def uncounted(record: MonthRecord, known: Iterable[Adjustment] | None = None) -> list[Card]:
    """The standing cards whose adjustments are not those that stand, or that rest on a decision which does not stand
    any more: something was entered, changed or withdrawn since the close. Without their trees. ``known``: the month's
    entries, where they were read already."""
    entered = _entered(entries(record) if known is None else known)
    touched = Adjustment.objects.filter(first_day=record.first_day).values("agent")
    shown = Card.objects.current().filter(month=record, is_trial=False, agent__in=touched)
    counted = dict(shown.order_by().values_list("agent", "frozen__adjustments"))
    differs = [agent for agent, lines in counted.items() if _keys(lines) != entered[agent]]
    differs += _undecided(record)
    shown = Card.objects.current().filter(month=record, is_trial=False)
    return list(shown.filter(agent__in=differs).without_tree().by_name()) if differs else []


def _undecided(record: MonthRecord) -> list[int]:
    """Agents whose cards count a decision that was withdrawn or replaced. One that stands and is not counted is none:
    evidence came in and took its place."""
    made = list(Decision.objects.filter(first_day=record.first_day))
    if not made:
        return []
    stands = {facts.text_hash(bytes.fromhex(one.salt), one.text) for one in made if one.stands}
    decided = {one.agent_id for one in made}
    shown = Card.objects.current().filter(month=record, is_trial=False, agent__in=decided)
    counted = shown.order_by().values_list("agent", "frozen__decisions")
    return [agent for agent, lines in counted if {line.get("text_hash") for line in lines or ()} - stands]


def _entered(known: Iterable[Adjustment]) -> dict[int, Counter[tuple[str, Decimal, str]]]:
    standing: dict[int, Counter[tuple[str, Decimal, str]]] = defaultdict(Counter)
    for entry in known:
        digest = facts.text_hash(bytes.fromhex(entry.salt), entry.text)
        standing[entry.agent_id][entry.kind, entry.points, digest] += 1
    return standing


def _keys(lines: Sequence[dict[str, Any]] | None) -> Counter[tuple[str, Decimal, str]]:
    return Counter((line["kind"], Decimal(line["entered"]), line["text_hash"]) for line in lines or ())


@dataclass(frozen=True)
class GradeChange:
    """A card whose grade by total would be another without the points of somebody's judgement. ``without``: that
    total."""

    card: Card
    points: Decimal
    without: Decimal
    grade_without: str
    confirmation: GradeConfirmation | None
    is_own: bool = False
    """Whether whoever asks gave what changed it, so that somebody else has to confirm it."""

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why the points were given or taken, and by whom."""
        lines = vars(self.card)["lines"]
        return [(line["reason"], line["by"]) for line in lines if _is_judged(self.card, line)]


def grade_changes(record: MonthRecord, account: Account | None = None) -> list[GradeChange]:
    """Those of the month, confirmed ones too, by name; ``account``: who asks."""
    found = judged(account).filter(month=record).select_related("plan", "confirmation__confirmed_by__person").by_name()
    confirmed = {card.pk: card.confirmation for card in found if hasattr(card, "confirmation")}
    return list(changes_of(found, confirmed))


def judged(account: Account | None = None) -> CardQuerySet:
    """Standing cards with a total for which something was entered by judgement: what ``changes_of`` reads of them,
    without their trees."""
    entered = Adjustment.objects.filter(agent=OuterRef("agent"), first_day=OuterRef("month__first_day"))
    found = Card.objects.current().filter(Exists(entered.filter(JUDGED)), is_trial=False)
    beside = entered.filter(item=None).exclude(kind=SUPERVISOR)
    by_them = Q(recorded_by=account) | Q(author__account=account) if account else Q(pk=None)
    said = JSONObject(kind="kind", salt="salt", text="text")
    found = found.annotate(
        beside=ArraySubquery(beside.values(said=said)),
        own=ArraySubquery(entered.filter(JUDGED, by_them, stands=True).values(said=said)),
    )
    read = {name: KeyTransform(key, "frozen") for name, key in READ.items()}
    judged: CardQuerySet = found.filter(total__isnull=False).annotate(**read).without_tree()
    return judged


def changes_of(found: Any, confirmed: Mapping[int, GradeConfirmation]) -> Iterator[GradeChange]:
    """Of these cards, fetched with their plans; ``confirmed`` by card."""
    for card in found:
        plan = read(card.plan)
        by_judgement, others = _parted(card.lines, partial(_is_judged, card))
        without = _total(plan, [Decimal(card.subtotal), *others])
        grade = totals.grade_of(plan, without).code
        if grade != card.by_total:
            own = _rests_on_own(card, plan, [Decimal(card.subtotal), *others], grade)
            yield GradeChange(card, add_up(by_judgement), without, grade, confirmed.get(card.pk), own)


def _parted(lines: Sequence[Line], chosen: Callable[[Line], bool]) -> tuple[list[Decimal], list[Decimal]]:
    """Counted points of the lines chosen, and of the others."""
    found: tuple[list[Decimal], list[Decimal]] = ([], [])
    for line in lines:
        found[not chosen(line)].append(Decimal(line["counted"]))
    return found


def _total(plan: Plan, parts: Sequence[Decimal]) -> Decimal:
    return min(max(add_up(parts), Decimal("0.00")), Decimal(plan.limits.ceiling))


def _rests_on_own(card: Any, plan: Plan, parts: Sequence[Decimal], grade: str) -> bool:
    """Whether somebody's own entries, without any other judgement, change it; the supervisor's are never confirmed by
    whoever gave them."""
    if any(one["kind"] == SUPERVISOR for one in card.own):
        return True
    given, _others = _parted(card.lines, partial(_is_one_of, card.own))
    return bool(given) and totals.grade_of(plan, _total(plan, [*parts, *given])).code != grade


def _is_judged(card: Card, line: Line) -> bool:
    """Whether a frozen line is one of ``JUDGED``; lines are known by the hash of their words."""
    if line["kind"] == SUPERVISOR:
        return True
    return _is_one_of(vars(card)["beside"], line)


def _is_one_of(entries: Sequence[Mapping[str, str]], line: Line) -> bool:
    """Lines are known by the hash of their words."""
    hashes = {facts.text_hash(bytes.fromhex(one["salt"]), one["text"]) for one in entries}
    return line["text_hash"] in hashes


def to_confirm(record: MonthRecord, account: Account | None = None) -> list[GradeChange]:
    """Those that nobody confirmed yet."""
    return [change for change in grade_changes(record, account) if change.confirmation is None]
