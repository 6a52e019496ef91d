"""The worked example of SCORING §11 as an engine card, and sheets around it. No database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from kpi_portal.lib.month import Month
from reports.card_view import Employer, LedgerHead, Pay, Sheet, Worker
from scoring.engine.card import Card
from scoring.engine.facts import Adjustment, AgentMonth, Evidence, Measure
from scoring.engine.plan import Plan
from scoring.engine.presets import load_preset
from scoring.engine.score import score_month
from scoring.indicators.catalogue import definitions

OCTOBER = Month(2026, 10)
MEASURES = {
    "completion_rate": Evidence(Measure.of(46, 50, 50), {"cancelled": 2, "exempted": 1}),
    "mean_response_minutes": Evidence(Measure.of(1095, 50, 50)),
    "satisfaction": Evidence(Measure.of(92, 100, 20)),
    "etiquette_pass_rate": Evidence(Measure.of(9, 10, 10)),
    "collaboration": Evidence(Measure.of(Decimal("8.4"), 10, 2)),
    "suggestions_adopted": Evidence(Measure.of(1, 1, 1)),
    "training_attendance": Evidence(Measure.of(3, 4, 4)),
    "training_exam": Evidence(Measure.of(176, 200, 2)),
}
PRAISE = Adjustment(sequence=1, kind="bonus", points=Decimal("1.00"), reason="业主表扬信", by="王芳")
TEAM = ("70.10", "80.00", "84.20", "76.40", "82.10", "72.00", "81.30")


def golden_month(**changes: object) -> AgentMonth:
    """The evidence of the example, with changes."""
    month = AgentMonth(
        company=UUID(int=1),
        agent=UUID(int=2),
        month=OCTOBER,
        plan=load_preset("standard", definitions()),
        posted_days=31,
        evidence=MEASURES,
        adjustments=(PRAISE,),
    )
    return replace(month, **changes)  # type: ignore[arg-type]


def golden_card(**changes: object) -> Card:
    """The example's card, ranked 4 of 22."""
    return replace(score_month([golden_month(**changes)])[0], rank=4, ranked=22)


def sheet_of(card: Card, **changes: object) -> Sheet:
    """A sheet as the portal makes it, with names, pay, history, team and ledger."""
    plan: Plan = load_preset("standard", definitions())
    earlier = ("76.40", "78.95", "77.80", "80.12", "79.58")
    months = [card.month.plus(index - 5) for index in range(5)]
    sheet = Sheet(
        card=card,
        employer=Employer("翠湖物业服务有限公司", "翠", "#1f5fe0"),
        worker=Worker("李思雨", "A001", "翠湖花园一期·住宅", "客服专员", "一班"),
        version=1,
        fingerprint="7c1e90ab44d2f358" * 4,
        made_at=datetime(2026, 11, 9, 2, 0, tzinfo=UTC),
        grades=plan.grades,
        pay=Pay(Decimal("1500.00"), Decimal("1500.00")),
        history=(*zip(months, map(Decimal, earlier), strict=True), (card.month, card.total)),
        team_scores=dict(zip((section.code for section in card.sections), map(Decimal, TEAM), strict=False)),
        ledger=LedgerHead(1284, "9f3ca07d12be4558" * 4, f"KPI1.1284.{'9f3ca07d12be4558' * 4}.2026-10.{'Ab-_' * 21}wg"),
    )
    return replace(sheet, **changes)  # type: ignore[arg-type]


def golden_sheet(**changes: object) -> Sheet:
    """The sheet of the example."""
    return sheet_of(golden_card(), **changes)
