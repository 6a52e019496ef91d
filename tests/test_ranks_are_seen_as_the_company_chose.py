"""What may hold an order of people, page by page, as an agent, under each of the three choices (SCORING §8)."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from scoring import publishing
from scoring.models import AwardKind, ScoringSettings
from scoring.results.awarding import Choice, decide
from tests.companies import Once
from tests.doors import client_of
from tests.months import finaliser
from tests.scoring import final_months
from tests.scoring.appealing import account, publish_october
from tests.scoring.month_of_facts import OCTOBER, person

BEST = "李静"
"""First of every order; 王芳, who reads, is second."""
RANKED = ("/ranking/2026-10/", "/results/2026-Q3/", "/results/2026-Q3/file/?format=csv", "/awards/")
"""Here the first places are shown where the company shows them."""
NEVER = (
    "/", "/card/", "/card/2026-10/{own}/", "/card/all/{own}/", "/results/of/{own}/", "/appeals/", "/improvements/",
    "/improvements/file/?format=csv&show=all", "/rulebook/", "/talks/mine/", "/talks/items/",
    "/targets/mine/", "/messages/",
)  # fmt: skip
"""Here nobody else is named, whatever the company shows."""
SHUT = (
    "/overview/2026-10/", "/payroll/2026-10/", "/months/2026-10/", "/months/2026-10/calibration/", "/follow-ups/",
    "/awards/2026-10/star/", "/lab/", "/reviews/", "/talks/2026-10/", "/api/v1/months/2026-10/cards",
)  # fmt: skip
"""These an agent does not open at all."""
OTHERS = ("/card/2026-10/{best}/", "/card/2026-10/{best}/pdf/", "/card/all/{best}/", "/results/of/{best}/")
"""… and these of somebody else are not there."""


@pytest.fixture(scope="module")
def awarded_once(once_at_acme: Once) -> Iterator[None]:
    with once_at_acme():
        publish_october()
        publishing.finalise_month(month=OCTOBER, by=finaliser())
        for month in (OCTOBER.plus(-1), OCTOBER.plus(-2)):
            final_months.tell(month, {BEST: "99.00", "王芳": "90.00"})
        choice = Choice([person(BEST).pk], Decimal(500))
        decide(kind=AwardKind.STAR, month=OCTOBER, choice=choice, by=account("hr"))
        yield


@pytest.mark.parametrize(("rule", "top", "sees"), [("own", 10, False), ("top", 1, True), ("all", 1, True)])
def test_an_agent_reads_the_order_of_people_as_the_company_chose(
    awarded_once: None, company: object, rule: str, top: int, sees: bool
) -> None:
    ScoringSettings.objects.update(rank_visibility=rule, rank_top=top)
    agent, keys = client_of("agent", "acme"), {"own": person("王芳").pk, "best": person(BEST).pk}
    for path in RANKED:
        told = agent.get(path, follow=True).content.decode()
        assert (BEST in told) is sees, path
        assert "99.00" not in told, path  # a rank, never a total
    for path in NEVER:
        answer = agent.get(path.format(**keys), follow=True)
        assert answer.status_code == 200, path
        assert BEST not in answer.content.decode(), path
    assert {agent.get(path.format(**keys), follow=True).status_code for path in SHUT} <= {401, 403, 404}
    assert {agent.get(path.format(**keys)).status_code for path in OTHERS} == {404}
