"""What keeps a month under review from being published (SCORING §9): entries that no close counted yet, grades that an
adjustment changed and nobody confirmed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTransform

from kpi_portal.lib.rounding import add_up
from records.models import MonthRecord
from scoring.engine import facts, totals
from scoring.models import Adjustment, Card, GradeConfirmation, ScoringSettings
from scoring.plans.versions import read
from scoring.querysets import CardQuerySet

SUPERVISOR = Adjustment.Kind.SUPERVISOR
READ = {"lines": "adjustments", "subtotal": "subtotal", "by_total": "grade_by_total"}
"""What is read of a frozen card, by the name it is read under."""


def confirms(record: MonthRecord, settings: ScoringSettings) -> bool:
    """Whether a second person confirms grades that the supervisor changed: not in history that is brought in."""
    return settings.confirm_grades and record.month >= settings.live_since


def wants_all(record: MonthRecord, settings: ScoringSettings) -> bool:
    """Whether every card is reviewed before the month is published; history is not."""
    return settings.all_reviewed and record.month >= settings.live_since


def uncounted(record: MonthRecord) -> list[Card]:
    """The standing cards whose adjustments are not those that stand: something was entered, changed or withdrawn since
    the close. Without their trees."""
    entered = _entered(record)
    touched = Adjustment.objects.filter(first_day=record.first_day).values("agent")
    shown = Card.objects.current().filter(month=record, is_trial=False, agent__in=touched)
    counted = dict(shown.order_by().values_list("agent", "frozen__adjustments"))
    differs = [agent for agent, lines in counted.items() if _keys(lines) != entered[agent]]
    return list(shown.filter(agent__in=differs).without_tree().by_name()) if differs else []


def _entered(record: MonthRecord) -> dict[int, Counter[tuple[str, Decimal, str]]]:
    standing: dict[int, Counter[tuple[str, Decimal, str]]] = defaultdict(Counter)
    for entry in Adjustment.objects.filter(first_day=record.first_day, stands=True):
        digest = facts.text_hash(bytes.fromhex(entry.salt), entry.text)
        standing[entry.agent_id][entry.kind, entry.points, digest] += 1
    return standing


def _keys(lines: Sequence[dict[str, Any]] | None) -> Counter[tuple[str, Decimal, str]]:
    return Counter((line["kind"], Decimal(line["entered"]), line["text_hash"]) for line in lines or ())


@dataclass(frozen=True)
class GradeChange:
    """A card whose grade by total would be another without the supervisor's points. ``without``: that total."""

    card: Card
    points: Decimal
    without: Decimal
    grade_without: str
    confirmation: GradeConfirmation | None

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why the points were given or taken, and by whom."""
        lines = vars(self.card)["lines"]
        return [(line["reason"], line["by"]) for line in lines if line["kind"] == SUPERVISOR]


def grade_changes(record: MonthRecord) -> list[GradeChange]:
    """Those of the month, confirmed ones too, by name."""
    found = judged().filter(month=record).select_related("plan", "confirmation__confirmed_by__person").by_name()
    confirmed = {card.pk: card.confirmation for card in found if hasattr(card, "confirmation")}
    return list(changes_of(found, confirmed))


def judged() -> CardQuerySet:
    """Standing cards with a total for which a supervisor's adjustment was entered: what ``changes_of`` reads of them,
    without their trees."""
    entered = Adjustment.objects.filter(agent=OuterRef("agent"), first_day=OuterRef("month__first_day"))
    found = Card.objects.current().filter(Exists(entered.filter(kind=SUPERVISOR)), is_trial=False)
    read = {name: KeyTransform(key, "frozen") for name, key in READ.items()}
    judged: CardQuerySet = found.filter(total__isnull=False).annotate(**read).without_tree()
    return judged


def changes_of(found: Any, confirmed: Mapping[int, GradeConfirmation]) -> Iterator[GradeChange]:
    """Of these cards, fetched with their plans; ``confirmed`` by card."""
    for card in found:
        plan = read(card.plan)
        counted = [(line["kind"], Decimal(line["counted"])) for line in card.lines]
        others = [points for kind, points in counted if kind != SUPERVISOR]
        raw = add_up([Decimal(card.subtotal), *others])
        without = min(max(raw, Decimal("0.00")), Decimal(plan.limits.ceiling))
        grade = totals.grade_of(plan, without).code
        if grade != card.by_total:
            own = add_up([points for kind, points in counted if kind == SUPERVISOR])
            yield GradeChange(card, own, without, grade, confirmed.get(card.pk))


def to_confirm(record: MonthRecord) -> list[GradeChange]:
    """Those that nobody confirmed yet."""
    return [change for change in grade_changes(record) if change.confirmation is None]
