"""Pages with 1,000 agents: CPU against an empty page, statements, bytes (PROMISES)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import big_month
from bench.actors import closer
from bench.close import cpu_of_both
from bench.place import fresh_company
from bench.ratio import Ratio
from evidence.trainings.models import TrainingSession
from kpi_portal.lib.collector import spare_what_is_loaded
from kpi_portal.lib.month import Month
from people.access import ADMINISTRATOR, HR
from people.models import Account, LogInRules, Person
from records import months
from scoring import closing
from scoring.models import Adjustment
from tenants.owner import as_owner

AGENTS, ORDERS, HISTORY = 1_000, 100_000, 900_000
QUICK_ORDERS = 20_000
MONTH = Month(2026, 10)
TIMES = 20
SECONDS, STATEMENTS, KILOBYTES = 0.150, 15, 100
STATEMENTS_OF_HOME = 30
"""Home asks which things wait at all, then each of those."""
EMPTY = "/adjustments/2020-01/"
PAGES = (
    "/", "/overview/2026-10/", "/overview/2026-10/?all", "/payroll/2026-10/", "/card/2026-10/{agent}/", "/months/",
    "/months/2026-10/", "/targets/2026-12/agent/", "/adjustments/2026-10/", "/adjustments/2026-10/new/", "/people/",
    "/people/{agent}/", "/people/sites/", "/orders/", "/evidence/surveys/", "/evidence/trainings/",
    "/evidence/trainings/{training}/", "/evidence/checks/", "/evidence/checks/new/", "/evidence/ratings/",
    "/evidence/suggestions/", "/imports/", "/imports/late", "/audit/", "/ledger/", "/plans/",
)  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """What one page took."""

    path: str
    seconds: float
    statements: int
    kilobytes: float


def measure(*, quick: bool) -> Sequence[Ratio]:
    """HR's pages beside a closed month: 100,000 of 1,000,000 orders (``quick``: 20,000 in all), each page 20 times."""
    with fresh_company() as company:
        _fill(quick=quick)
        client = Client(SERVER_NAME=str(company.domains.get().domain))
        client.force_login(_everybodys_eyes(), backend="allauth.account.auth_backends.AuthenticationBackend")
        keys = {"agent": Person.objects.order_by("pk")[AGENTS // 2].pk, "training": TrainingSession.objects.get().pk}
        spare_what_is_loaded()  # as in every process of the web server
        empty = _visit(client, EMPTY)
        visits = [_visit(client, path.format(**keys)) for path in PAGES]
    return list(_ratios(empty, visits))


def _ratios(empty: Visit, visits: Sequence[Visit]) -> Iterator[Ratio]:
    allowed = min(3 * empty.seconds, SECONDS)
    for visit in visits:
        note = f"{visit.statements} statements, {visit.kilobytes:.0f} KB, {visit.seconds / empty.seconds:.1f} × empty"
        what = f"page {visit.path} / the lesser of 3 × an empty one and 150 ms"
        yield Ratio(what, visit.seconds, allowed, "s CPU", 1, note=note)
    home, others = visits[0], visits[1:]
    yield Ratio("statements of home / 30", home.statements, STATEMENTS_OF_HOME, "", at_most=1)
    most, largest = max(visit.statements for visit in others), max(visit.kilobytes for visit in visits)
    yield Ratio("statements of the page that asks most / 15", most, STATEMENTS, "", at_most=1)
    yield Ratio("size of the largest page / 100 KB", largest, KILOBYTES, "KB", at_most=1)


def _fill(*, quick: bool) -> None:
    start, end = MONTH.bounds(months.zone_for(MONTH))
    big_month.fill(big_month.Load(AGENTS, QUICK_ORDERS if quick else ORDERS, start, end - start))
    if not quick:
        begun = start - timedelta(days=270)
        big_month.fill(big_month.Load(0, HISTORY, begun, start - begun, prefix="H"))
    for month in (MONTH.previous, MONTH):
        _close(month)
    given = {
        "first_day": MONTH.first_day,
        "kind": "bonus",
        "points": Decimal(1),
        "text": "业主表扬信",
        "salt": "0" * 32,
    }
    agents = list(Person.objects.order_by("pk"))
    Adjustment.objects.bulk_create(Adjustment(number=f"B{agent.pk}", agent=agent, **given) for agent in agents)
    TrainingSession.objects.create(number="T1", title="服务礼仪", held_at=start, has_exam=True)
    _close(MONTH)
    with as_owner(), database.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does within a minute


def _close(month: Month) -> None:
    closing.run_close(closing.request_close(month=month, by=closer(), ring=False).pk)


def _everybodys_eyes() -> Account:
    """A log-in that may open every page."""
    LogInRules.objects.create(second_factor_required=False)
    return Account.objects.create(
        username="bench", person=Person.objects.create(name="周敏"), roles=[ADMINISTRATOR, HR]
    )


def _visit(client: Client, path: str) -> Visit:
    """The mean of twenty, in seconds of CPU of the process and its PostgreSQL backend: others may use the machine."""
    client.get(path)
    with CaptureQueriesContext(database) as asked:
        answer = client.get(path)
        statements = sum("search_path" not in query["sql"] for query in asked.captured_queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    with cpu_of_both() as taken:
        for _ in range(TIMES):
            client.get(path)
    return Visit(path, taken.seconds / TIMES, statements, len(answer.content) / 1024)
