"""What an adjustment would make of a card, in words: total and grade before and after, the cap, the next grade.

SCORING §5, steps 6 and 7. Shown before it is entered: on the page of a review, and where bonuses are entered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import half_up
from scoring import effects
from scoring.effects import Effect, Moved
from scoring.engine import facts
from scoring.engine.card import Card as Tree
from scoring.engine.plan import Plan
from scoring.models import Adjustment, Card
from scoring.plans.versions import read

LAST = 10**12
"""Behind every entry there is."""
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Shown:
    """``sentences`` say what the figures do not: how far the next grade is, what the cap leaves, what it cuts."""

    moved: tuple[Moved, ...]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    grade_changes: bool


def of(card: Card, kind: str, points: Decimal, beside: Sequence[Adjustment] | None = None) -> Shown:
    """Of these points beside these entries (without them: beside all); of 0 points what would still count.

    ``card`` comes with its plan, month and tree.
    """
    wanted = facts.Adjustment(LAST, kind, points, "", "", "") if points else None  # type: ignore[arg-type]
    plan, others = read(card.plan), effects.entered(card) if beside is None else beside
    effect = effects.of_adjustment(card, wanted, others)
    return Shown(
        moved=tuple(_moved(effect)),
        sentences=tuple(filter(None, (next_grade(plan, effect.before), left_in_words(plan, kind, others)))),
        warnings=tuple(filter(None, (_cut(effect, points), _changed(effect), _not_counted(effect)))),
        grade_changes=effect.before.grade_by_total != effect.after.grade_by_total,
    )


def _moved(effect: Effect) -> Iterable[Moved]:
    before, after = effect.before, effect.after
    yield effects.pair(_("Total"), before.total, after.total, leads=True)
    yield effects.pair(_("Grade"), before.grade, after.grade, leads=True)
    yield effects.pair(_("Coefficient"), before.coefficient, after.coefficient)


def next_grade(plan: Plan, tree: Tree) -> str:
    """How many points lift the total to the next grade; empty for the best, and without a total."""
    total = tree.total
    if total is None:
        return ""
    above = [grade for grade in plan.grades if grade.lower > total]
    if not above:
        return ""
    goal = min(above, key=lambda grade: grade.lower)
    return _("Now %(total)s points, grade %(now)s; %(points)s more make grade %(grade)s.") % {
        "total": f"{total:,.2f}",
        "now": tree.grade_by_total,
        "points": f"{half_up(goal.lower - total, 2)}",
        "grade": goal.code,
    }


def left(plan: Plan, kind: str, entries: Iterable[Adjustment]) -> tuple[Decimal, Decimal]:
    """What the cap of this kind still lets count beside these entries: how much taken, how much added (≥ 0)."""
    cap = Decimal(getattr(plan.limits, kind))
    low, high = {"bonus": (ZERO, cap), "deduction": (-cap, ZERO)}.get(kind, (-cap, cap))
    sum_so_far = sum((entry.points for entry in entries if entry.kind == kind), ZERO)
    held = min(max(sum_so_far, low), high)
    return half_up(held - low, 2), half_up(high - held, 2)


def left_in_words(plan: Plan, kind: str, entries: Iterable[Adjustment]) -> str:
    """The same as a sentence, with the cap it is left of."""
    down, up = left(plan, kind, entries)
    words = {"cap": f"{half_up(getattr(plan.limits, kind), 2)}", "down": str(down), "up": str(up)}
    if kind == Adjustment.Kind.BONUS:
        return _("Of at most %(cap)s bonus points this month, %(up)s are left.") % words
    if kind == Adjustment.Kind.DEDUCTION:
        return _("Of at most %(cap)s points that are deducted this month, %(down)s are left.") % words
    return _("The supervisor's points count up to %(cap)s either way: %(down)s down and %(up)s up are left.") % words


def _cut(effect: Effect, points: Decimal) -> str:
    if not points:
        return ""
    counted = effect.after.adjustments[-1].counted
    if counted == points:
        return ""
    words = {"counted": f"{counted:+.2f}", "points": f"{points:+.2f}"}
    return (_("Of %(points)s only %(counted)s counts: the cap of its kind holds it.") % words).replace("-", "−")


def _changed(effect: Effect) -> str:
    before, after = effect.before.grade_by_total, effect.after.grade_by_total
    if before == after:
        return ""
    return _("The grade changes from %(before)s to %(after)s.") % {"before": before, "after": after}


def _not_counted(effect: Effect) -> str:
    """The card does not show yet what was entered after its close."""
    total = effect.card.total
    if total == effect.before.total or total is None:
        return ""
    return _("The card says %(total)s: what was entered since its close is counted here already.") % {"total": total}
