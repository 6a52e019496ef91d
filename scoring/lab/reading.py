"""Standing cards as the lab needs them: a generated column takes them out of their trees when those are stored."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import models
from django.db.models.fields.json import KT

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import hundredths
from people.models import Account
from scoring.engine.facts import Adjustment, AdjustmentKind, Decision, RedLine
from scoring.engine.plan import Plan
from scoring.lab.stored import Outcome, Stored
from scoring.models import Card, PlanVersion
from scoring.plans.versions import read

COLUMNS = (
    "pk", "agent_id", "name", "month__first_day", "plan_id", "total", "grade", "coefficient", "rank", "pay",
    "bonus_base", "posted_days", "head", "lines",
)  # fmt: skip
LINES = 5
"""Where the lines stand in ``Card.replayed`` (migration ``0016``); they are read where something of them is needed."""


def months_of(version: PlanVersion, account: Account) -> list[Month]:
    """Months with standing cards by the plan, any version, newest first."""
    days = _cards(version, account).order_by("-month__first_day").values_list("month__first_day", flat=True)
    return [Month.of_day(day) for day in days.distinct()]


def stored(version: PlanVersion, months: list[Month], account: Account) -> list[Stored]:
    """The cards of these months, oldest month first; trial cards are none of them."""
    rows = (
        _cards(version, account)
        .filter(month__first_day__in=[month.first_day for month in months])
        .order_by("month__first_day", "pk")
        .annotate(
            head=models.Func("replayed", template=f"(%(expressions)s - {LINES})", output_field=models.JSONField()),
            lines=KT(f"replayed__{LINES}"),
            name=KT("labels__name"),
        )
        .values_list(*COLUMNS)
    )
    plans = {plan.pk: read(plan) for plan in PlanVersion.objects.filter(code=version.code)}
    days = {month.first_day: month for month in months}
    return [_stored(row, plans, days) for row in rows]


def _cards(version: PlanVersion, account: Account) -> Any:
    return Card.objects.current().visible_to(account).filter(plan__code=version.code, is_trial=False)


def _stored(row: tuple[Any, ...], plans: Mapping[int, Plan], months: Mapping[date, Month]) -> Stored:
    key, agent, name, day, plan, total, grade, coefficient, rank, pay, bonus_base, posted_days, head, lines = row
    has_posting, (codes, scores, shifts), adjustments, red_lines, decisions = head
    return Stored(
        key=key,
        agent=agent,
        name=name,
        month=months[day],
        plan=plans[plan],
        outcome=Outcome(total, grade or None, coefficient, rank, pay),
        bonus_base=bonus_base,
        posted_days=posted_days,
        has_posting=has_posting,
        scores=dict(zip(codes, map(_hundredths, scores), strict=True)),
        shifts={code: Fraction(shift) for code, shift in zip(codes, shifts, strict=True) if shift != "0.00"},
        told=lines,
        adjustments=tuple(map(_adjustment, count(), *adjustments)),
        red_lines=tuple(RedLine(one, "") for one in red_lines),
        decisions=tuple(map(_decision, *decisions)),
    )


@lru_cache(maxsize=16384)
def _hundredths(score: str | None) -> int | None:
    """There are 10,001 of them."""
    return None if score is None else hundredths(Decimal(score))


def _adjustment(place: int, kind: AdjustmentKind, entered: str, text_hash: str) -> Adjustment:
    return Adjustment(place, kind, Decimal(entered), "", "", text_hash)


def _decision(indicator: str | None, *figures: str | None) -> Decision:
    points, coefficient = (None if figure is None else Decimal(figure) for figure in figures)
    return Decision("", "", indicator, points, coefficient)
