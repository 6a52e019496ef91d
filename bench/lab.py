"""The what-if lab over a year of 1,000 agents: three candidates, all that the page shows, within two seconds."""

from collections.abc import Sequence

from bench import big_month
from bench.actors import closer
from bench.close import AGENTS, MONTH, close_month, cpu_of_both
from bench.place import fresh_company
from bench.ratio import Ratio
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from records import months
from scoring.lab.page import Lab
from scoring.models import Card, PlanVersion

ORDERS = 20_000
MONTHS = 12
SECONDS = 2.0
CANDIDATES = {
    "months": str(MONTHS),
    "a.w0": "10", "a.w2": "35",
    "b.c0": "97",
    "c.g2": "80",
}  # fmt: skip


def measure(*, quick: bool) -> Sequence[Ratio]:
    """One closed month, copied over a year: what the lab reads is the same for every month."""
    with fresh_company():
        start, end = MONTH.bounds(months.zone_for(MONTH))
        big_month.fill(big_month.Load(AGENTS, ORDERS, start, end - start, dispatches=True))
        close_month(MONTH)
        _copy_over_a_year()
        version, account = PlanVersion.objects.get(code="standard", version=1), closer()
        taken = min(_look(version), _look(version)) if account else 0.0
    name = f"lab of {AGENTS:,} agents × {MONTHS} months, three candidates / {SECONDS:g} s"
    return [Ratio(name, taken, SECONDS, "s CPU", at_most=1)]


def _look(version: PlanVersion) -> float:
    with cpu_of_both() as taken:
        lab = Lab(version, closer(), CANDIDATES)
        assert len(lab.cards) == AGENTS * MONTHS
        _all = lab.now.cost, lab.regraded_shown, lab.sensitive, list(lab.by_month)
        assert all(column.compared and column.compared.tau is not None for column in lab.columns)
    return taken.seconds


def _copy_over_a_year() -> None:
    fields = [field for field in Card._meta.concrete_fields if not field.generated]
    kept = [str(field.column) for field in fields if field.name not in ("id", "month")]
    month: Month = MONTH
    with connection.cursor() as cursor:
        for _earlier in range(MONTHS - 1):
            month = month.previous
            names = ", ".join(kept)
            cursor.execute(
                f"INSERT INTO scoring_card (month_id, {names}) "
                f"SELECT %s, {names} FROM scoring_card WHERE month_id = %s",
                [months.record_for(month).pk, months.record_for(MONTH).pk],
            )
        cursor.execute("ANALYZE scoring_card")
