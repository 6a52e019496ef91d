"""The card page, its parts, and who sees them."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Account
from scoring import closing
from scoring.models import Card, CardFacts
from tests.months import closer
from tests.scoring.month_of_facts import OCTOBER, adjust, person
from tests.visiting import visitor

GOLDEN = (
    "82.31", "81.31", "+1.00", "1,500.00", "46 / 50 orders", "1,095 min / 50 orders", "92 / 100 (20 answers)",
    "9 / 10 checks", "8.4 / 10 (2 departments)", "1 suggestion", "3 / 4 sessions", "176 / 200 (2 exams)", "66.67",
    "84.67", "88.00", "80.00", "90.00", "75.00", "82.80", "13.33", "12.70", "22.00", "8.00", "9.00", "8.28",
)  # fmt: skip


def words(body: bytes) -> str:
    """The text of a page, blanks as one."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", body.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(text))


def address(card: Card, rest: str = "") -> str:
    return f"/card/2026-10/{card.agent_id}/{rest}"


def test_the_golden_card_is_on_the_page_to_the_cent(published: Card) -> None:
    page = words(visitor("agent").get(address(published)).content)
    assert [figure for figure in GOLDEN if figure not in page] == []


def test_every_row_opens_to_its_formula_with_the_numbers_put_in(published: Card) -> None:
    page = words(visitor("agent").get(address(published)).content)
    for formula in (
        "(92 − 80) ÷ (98 − 80) × 100 80 % earns 0 points, 98 % earns 100 66.67",
        "(21.9 − 60) ÷ (15 − 60) × 100",
        "20.00 + 0.00",
        "20.00 × 66.67 ÷ 100 13.33",
        "(40.00 × 75.00 + 60.00 × 88.00) ÷ 100.00",
        "points by steps: ≥ 0: 60, ≥ 1: 90, ≥ 2: 100",
        "81.31 + 1.00 = 82.31",
        "2.69 points below grade A",
        "1,500.00 × 1.0 × 31 / 31 days",
    ):
        assert formula in page


def test_two_more_completed_orders_are_said_to_reach_the_next_grade(published: Card) -> None:
    page = words(visitor("agent").get(address(published)).content)
    assert "2 orders more would have made 96 %, 88.89 points, total +4.45 to 86.76." in page


def test_the_menu_leads_an_agent_to_the_latest_own_card(published: Card) -> None:
    assert visitor("agent").get("/card/")["Location"] == address(published)


def test_an_agent_without_a_card_is_told_when_there_will_be_one(computed: Card) -> None:
    page = visitor("agent").get("/card/")
    assert (page.status_code, "No card here yet" in words(page.content)) == (200, True)


def test_before_publication_the_agent_sees_nothing_and_hr_a_draft(computed: Card) -> None:
    assert "82.31" not in words(visitor("agent").get(address(computed)).content)
    page = words(visitor("hr").get(address(computed)).content)
    assert "82.31" in page
    assert "Draft: the month is “Computed”" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("agent", 200), ("supervisor", 200), ("hr", 200), ("administrator", 200), ("second_agent", 404),
     ("other_supervisor", 404), ("colleague", 403)],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["", "completion_rate/", "completion_rate/file/"])
def test_a_card_is_seen_by_its_owner_its_supervisor_hr_and_administrators(
    published: Card, who: str, status: int, rest: str
) -> None:
    assert visitor(who).get(address(published, rest)).status_code == status


@pytest.mark.parametrize(
    ("who", "sees"), [("agent", True), ("hr", True), ("supervisor", False), ("administrator", False)]
)
def test_money_is_for_its_owner_and_hr(published: Card, who: str, sees: bool) -> None:
    assert ("1,500.00" in words(visitor(who).get(address(published)).content)) is sees


def test_an_earlier_version_stays_readable_and_says_that_it_was_replaced(computed: Card) -> None:
    adjust(computed.agent, "0.50")
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    page = words(visitor("hr").get(address(computed, "?version=1")).content)
    assert "This is version 1; it was replaced." in page
    assert "82.31" in page
    assert "82.81" in words(visitor("hr").get(address(computed)).content)


@pytest.mark.parametrize("query", ["?version=99", "?version=x", "?version=999999", "?version=%C2%B2", "?trial=none"])
def test_a_version_that_is_none_is_not_found(published: Card, query: str) -> None:
    assert visitor("agent").get(address(published, query)).status_code == 404


def test_an_indicator_that_the_plan_does_not_use_is_not_found(published: Card) -> None:
    assert visitor("agent").get(address(published, "nps/")).status_code == 404


def test_the_facts_behind_a_rate_are_listed_by_verdict(published: Card) -> None:
    agent = visitor("agent")
    page = words(agent.get(address(published, "completion_rate/")).content)
    assert "All 53 Met 46 Not met 4 Not counted 3" in page
    missed = words(agent.get(address(published, "completion_rate/?show=missed")).content)
    assert missed.count("not completed") == 4
    excluded = words(agent.get(address(published, "completion_rate/?show=excluded")).content)
    assert (excluded.count("not counted · cancelled"), excluded.count("not counted · exempted by a supervisor")) == (
        2,
        1,
    )


@pytest.mark.parametrize(
    "indicator",
    ["mean_response_minutes", "satisfaction", "etiquette_pass_rate", "collaboration", "suggestions_adopted",
     "training_attendance", "training_exam"],
)  # fmt: skip
def test_every_indicator_lists_all_its_facts(published: Card, indicator: str) -> None:
    page = words(visitor("agent").get(address(published, f"{indicator}/")).content)
    assert f"All {len(list(CardFacts.objects.get(card=published, indicator=indicator)))} " in page


def test_the_list_is_a_file_too(published: Card) -> None:
    answer = visitor("agent").get(address(published, "completion_rate/file/?format=csv&show=missed"))
    assert answer["Content-Disposition"] == 'attachment; filename="2026-10-A001-completion_rate.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 5


def test_a_month_without_card_says_so(published: Card) -> None:
    page = words(visitor("hr").get(f"/card/2026-09/{published.agent_id}/").content)
    assert "No card for this month" in page


def test_too_few_answers_are_explained_and_their_weight_goes_to_the_others(computed: Card) -> None:
    colleague = Card.objects.current().get(agent__name="李静")
    page = words(visitor("hr").get(address(colleague)).content)
    assert "There is no evidence in this month, so there is no total, grade or rank." in page
    assert "No evidence in this month. Its weight goes to the others." in page


def test_the_page_asks_the_same_number_of_questions_however_many_facts_there_are(published: Card) -> None:
    hr = visitor("hr")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        hr.get(address(published))
    questions = [query for query in asked.captured_queries if "search_path" not in query["sql"]]
    assert len(questions) <= 15


def test_names_with_markup_stay_text(published: Card) -> None:
    agent = person("王芳")
    agent.name = "<script>alert(1)</script>"
    agent.save()
    assert b"<script>alert(1)" not in visitor("hr").get(address(published)).content
    assert Account.objects.filter(person=agent).exists()
