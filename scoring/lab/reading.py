"""Standing cards as the lab needs them, taken out of their trees by the database: a tree is 30 KB, this is one."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models.fields.json import KT

from kpi_portal.lib.month import Month
from people.models import Account
from scoring.engine import freezing
from scoring.engine.facts import Adjustment, Decision, RedLine
from scoring.lab.stored import Outcome, Stored, StoredLine
from scoring.models import Card, PlanVersion
from scoring.plans.versions import read

LINE = StoredLine._fields
"""In this order they are taken out."""

TREE = f"""(
    SELECT jsonb_build_array(
        tree -> 'has_posting', tree -> 'adjustments', tree -> 'red_lines', tree -> 'decisions',
        (SELECT jsonb_object_agg(section ->> 'code', section -> 'score')
         FROM jsonb_array_elements(tree -> 'sections') AS section),
        (SELECT jsonb_object_agg(section ->> 'code', section -> 'shift')
         FROM jsonb_array_elements(tree -> 'sections') AS section WHERE (section ->> 'shift')::numeric <> 0),
        (SELECT jsonb_agg(jsonb_build_array(section -> 'code', (
            SELECT jsonb_agg(jsonb_build_array({", ".join(f"line -> '{name}'" for name in LINE)}))
            FROM jsonb_array_elements(section -> 'lines') AS line
        )))::text FROM jsonb_array_elements(tree -> 'sections') AS section)
    ) FROM (SELECT %(expressions)s || '{{}}' AS tree OFFSET 0) AS unpacked
)"""
"""The subselect unpacks the tree once, not once for each part."""


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
            tree=models.Func("frozen", template=TREE, output_field=models.JSONField()),
            name=KT("labels__name"),
        )
        .values_list(*COLUMNS, named=True)
    )
    plans = {plan.pk: read(plan) for plan in PlanVersion.objects.filter(code=version.code)}
    return [_stored(row, plans) for row in rows]


COLUMNS = (
    "pk", "agent_id", "name", "month__first_day", "plan_id", "total", "grade", "coefficient", "rank", "pay",
    "bonus_base", "posted_days", "tree",
)  # fmt: skip


def _cards(version: PlanVersion, account: Account) -> Any:
    return Card.objects.current().visible_to(account).filter(plan__code=version.code, is_trial=False)


def _stored(row: Any, plans: Mapping[int, Any]) -> Stored:
    has_posting, adjustments, red_lines, decisions, scores, shifts, lines = row.tree
    return Stored(
        key=row.pk,
        agent=row.agent_id,
        name=row.name,
        month=Month.of_day(row.month__first_day),
        plan=plans[row.plan_id],
        outcome=Outcome(row.total, row.grade or None, row.coefficient, row.rank, row.pay),
        bonus_base=row.bonus_base,
        posted_days=row.posted_days,
        has_posting=has_posting,
        scores={code: None if score is None else Decimal(score) for code, score in scores.items()},
        shifts={code: Fraction(shift) for code, shift in (shifts or {}).items()},
        told=lines,
        adjustments=tuple(_adjustments(adjustments)),
        red_lines=tuple(freezing.thaw(RedLine, one) for one in red_lines),
        decisions=tuple(freezing.thaw(Decision, one) for one in decisions),
    )


def _adjustments(told: list[Any]) -> Iterator[Adjustment]:
    for place, entry in enumerate(told):
        points = Decimal(entry["entered"])
        yield Adjustment(place, entry["kind"], points, entry["reason"], entry["by"], entry["text_hash"])
