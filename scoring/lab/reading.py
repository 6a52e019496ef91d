"""Standing cards as the lab needs them, taken out of their trees by the database: a tree is 30 KB, this is one."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.fields.json import KT

from kpi_portal.lib.month import Month
from people.models import Account
from scoring.engine import freezing
from scoring.engine.facts import Adjustment, Decision, RedLine
from scoring.lab.stored import Outcome, Stored, StoredLine, StoredSection
from scoring.models import Card, PlanVersion
from scoring.plans.versions import read

LINE = StoredLine._fields
"""In this order they are taken out."""

SECTIONS = f"""(
    SELECT jsonb_agg(jsonb_build_array(section -> 'code', section -> 'shift', section -> 'score', (
        SELECT jsonb_agg(jsonb_build_array({", ".join(f"line -> '{name}'" for name in LINE)}))
        FROM jsonb_array_elements(section -> 'lines') AS line
    ))) FROM jsonb_array_elements(%(expressions)s -> 'sections') AS section
)"""


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
            sections=models.Func("frozen", template=SECTIONS, output_field=models.JSONField()),
            entries=models.F("frozen__adjustments"),
            incidents=models.F("frozen__red_lines"),
            decided=models.F("frozen__decisions"),
            has_posting=models.F("frozen__has_posting"),
            name=KT("labels__name"),
        )
        .values_list(*COLUMNS, named=True)
    )
    plans = {plan.pk: read(plan) for plan in PlanVersion.objects.filter(code=version.code)}
    return [_stored(row, plans) for row in rows]


COLUMNS = (
    "pk", "agent_id", "name", "month__first_day", "plan_id", "total", "grade", "coefficient", "rank", "pay",
    "bonus_base", "posted_days", "has_posting", "sections", "entries", "incidents", "decided",
)  # fmt: skip


def _cards(version: PlanVersion, account: Account) -> Any:
    return Card.objects.current().visible_to(account).filter(plan__code=version.code, is_trial=False)


def _stored(row: Any, plans: Mapping[int, Any]) -> Stored:
    return Stored(
        key=row.pk,
        agent=row.agent_id,
        name=row.name,
        month=Month.of_day(row.month__first_day),
        plan=plans[row.plan_id],
        outcome=Outcome(row.total, row.grade or None, row.coefficient, row.rank, row.pay),
        bonus_base=row.bonus_base,
        posted_days=row.posted_days,
        has_posting=row.has_posting,
        sections=dict(_sections(row.sections)),
        adjustments=tuple(_adjustments(row.entries)),
        red_lines=tuple(freezing.thaw(RedLine, one) for one in row.incidents),
        decisions=tuple(freezing.thaw(Decision, one) for one in row.decided),
    )


def _sections(told: list[Any]) -> Iterator[tuple[str, StoredSection]]:
    for code, shift, score, lines in told:
        known = {line[0]: StoredLine(*line) for line in lines}
        yield code, StoredSection(Decimal(shift), None if score is None else Decimal(score), known)


def _adjustments(told: list[Any]) -> Iterator[Adjustment]:
    for place, entry in enumerate(told):
        points = Decimal(entry["entered"])
        yield Adjustment(place, entry["kind"], points, entry["reason"], entry["by"], entry["text_hash"])
