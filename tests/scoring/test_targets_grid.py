"""The grid fills itself: last month's targets, proposals from results, one value down, back to the plan; nothing is
saved by that, and rows that are agreed stay (SCORING §5; UX)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Site, Team
from scoring import closing
from scoring.engine.rules import TowardTarget, ease_problem
from scoring.models import Target
from scoring.targets import history, sheets, verbs
from scoring.targets.history import Result
from tenants.models import Company
from tests.cast import SINCE
from tests.months import closer
from tests.scoring.agreeing import answered, sent, wish
from tests.scoring.month_of_facts import END, OCTOBER, START, person, the_golden_month
from tests.visiting import visitor

NOVEMBER = OCTOBER.next
GRID = f"/targets/{NOVEMBER}/agent/"
EARLY = END + timedelta(days=4)
FIGURES = st.decimals(min_value=-1000, max_value=1000, places=4)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor() -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def closed(agent: Person) -> Person:
    """October is closed: 92 %, 21.9 minutes, satisfaction 92."""
    the_golden_month(agent)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    return agent


def pressed(do: str, **typed: str) -> str:
    """What the page shows after this button."""
    page = visitor("supervisor").post(GRID, {**typed, "do": do}).content.decode()
    assert not Target.objects.filter(first_day=NOVEMBER.first_day).exists()
    return page


def shown(page: str, agent: Person, code: str) -> str:
    """The value in a cell."""
    return page.split(f'name="t-{agent.pk}-{code}" value="')[1].split('"')[0]


def test_the_last_result_stands_beside_the_cell_and_links_to_its_facts(closed: Person) -> None:
    with time_machine.travel(EARLY):
        page = visitor("supervisor").get(GRID).content.decode()
    assert f'<a href="/card/2026-10/{closed.pk}/completion_rate/">Oct 92.00</a>' in page
    assert f'<a href="/card/2026-10/{closed.pk}/mean_response_minutes/">Oct 21.90</a>' in page


def test_who_leads_nobody_yet_reads_that_nobody_is_posted(company: Company) -> None:
    Posting.objects.all().delete()
    Team.objects.update(supervisor=None)
    with time_machine.travel(EARLY):
        assert visitor("supervisor").get(GRID).status_code == 200


def test_a_proposal_goes_half_of_the_way_from_the_median_to_the_plan(closed: Person) -> None:
    """92 → 95 of 98; 21.9 → 18.45 of 15 minutes; 92 → 93.5 of 95; an exam of 88 → 94 of 100."""
    with time_machine.travel(EARLY):
        page = pressed("propose")
    assert "not saved yet" in page
    told = {
        code: shown(page, closed, code)
        for code in ("completion_rate", "mean_response_minutes", "satisfaction", "training_exam")
    }
    assert told == {
        "completion_rate": "95",
        "mean_response_minutes": "18.45",
        "satisfaction": "93.5",
        "training_exam": "94",
    }
    assert shown(page, person("李静"), "satisfaction") == ""  # nothing was measured of her


def test_one_value_is_filled_down_and_one_beyond_the_limit_is_an_error_at_each_cell(agent: Person) -> None:
    with time_machine.travel(EARLY):
        page = pressed("fill:satisfaction", **{"fill-satisfaction": "93"})
        assert [shown(page, each, "satisfaction") for each in (agent, person("李静"))] == ["93", "93"]
        assert shown(page, agent, "completion_rate") == ""
        beyond = pressed("fill:satisfaction", **{"fill-satisfaction": "80", f"t-{agent.pk}-completion_rate": "97"})
    assert shown(beyond, agent, "satisfaction") == "80"
    assert "at least 88.75" in beyond
    assert shown(beyond, agent, "completion_rate") == "97"


def test_last_months_targets_are_copied_where_they_held(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(START):
        answered(sent(agent, supervisor, "96"))
        verbs.set_targets(month=OCTOBER, wanted=[wish(person("李静"), "97")], by=supervisor)
    with time_machine.travel(EARLY):
        page = pressed("copy")
    assert shown(page, agent, "completion_rate") == "96"
    assert shown(page, person("李静"), "completion_rate") == ""


def test_no_button_touches_a_row_that_is_agreed(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        verbs.set_targets(month=NOVEMBER, wanted=[wish(agent, "97")], by=supervisor)

        [sheet] = sheets.send(month=NOVEMBER, people=[agent.pk], by=supervisor)
        answered(sheet)
        url = f"{GRID}?edit={agent.pk}"
        page = visitor("supervisor").post(url, {f"t-{agent.pk}-completion_rate": "97", "do": "plan"}).content.decode()
    assert shown(page, agent, "completion_rate") == "97"


@given(floor=FIGURES, target=FIGURES, values=st.lists(FIGURES, max_size=5), ease=st.integers(0, 99))
def test_a_proposal_can_always_be_agreed_and_never_asks_more_than_the_plan(
    floor: Decimal, target: Decimal, values: list[Decimal], ease: int
) -> None:
    """Where the target and its limit have room for two decimals; exactly, whatever is better."""
    floor, target = round(floor, 2), round(target, 2)
    if abs(floor - target) < 1:
        return
    rule, share = TowardTarget(floor, target), Fraction(ease, 100)
    results = [Result(Month(2026, 9), Fraction(value), Fraction(1), 1) for value in values]
    proposed = history.proposed(rule, results, rule.easiest(share))
    if not values:
        assert proposed is None
        return
    assert proposed is not None
    assert ease_problem(rule, proposed, share) is None
    assert not rule.is_easier(target, Fraction(proposed))


def test_a_thousand_agents_are_a_page_of_fifteen_statements_and_a_hundred_kilobytes(closed: Person) -> None:
    people = Person.objects.bulk_create(Person(name=f"测试员{place:04}") for place in range(1000))
    where = {"site": Site.objects.get(code="CH"), "team": Team.objects.get(name="一班"), "first_day": SINCE}
    Posting.objects.bulk_create(Posting(person=each, **where) for each in people)
    with time_machine.travel(EARLY):
        client = visitor("supervisor", language="zh-hans")
        client.get(GRID)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(GRID)
    own = [query["sql"] for query in asked if "search_path" not in query["sql"]]
    assert len(own) <= 15, "\n".join(sql[:110] for sql in own)
    assert len(answer.content) <= 100_000
