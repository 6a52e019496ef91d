"""An agent's rulebook: the plan in plain words, with the own last month as the example."""

import io
from decimal import Decimal

import pypdf
import pytest
import time_machine

from people.models import Posting
from scoring import publishing
from scoring.targets.verbs import Wanted
from tests.months import publisher
from tests.reports.test_card_page import words
from tests.scoring.agreeing import agree
from tests.scoring.month_of_facts import OCTOBER, START, person, the_golden_month
from tests.scoring.test_closing import close
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")


def test_the_rules_stand_in_words_and_the_example_is_made_up_and_says_so() -> None:
    page = words(visitor("agent").get("/rulebook/2026-10/").content)
    assert "98 % or more gives 100 points, 80 % or less none, between in proportion." in page
    assert "15 min or less gives 100 points, 60 min or more none, between in proportion." in page
    assert "Made up: 89 % would give 50.00 points." in page
    assert "Not counted: cancelled, duplicate" in page
    assert "the grade is C at best" in page


def test_the_example_is_the_own_last_published_month() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    close()
    assert "Yours:" not in words(visitor("agent").get("/rulebook/2026-11/").content)
    publishing.publish_month(month=OCTOBER, by=publisher())
    page = words(visitor("agent").get("/rulebook/2026-11/").content)
    assert "Yours: 46 / 50 orders, 92 %" in page
    assert "82.31" in page
    assert "82.31" not in words(visitor("second_agent").get("/rulebook/2026-11/").content)


def test_the_example_says_with_which_target_it_was_counted() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    with time_machine.travel(START):
        agree(OCTOBER, [Wanted("agent", agent.pk, "completion_rate", Decimal(99))], by=publisher())
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    page = words(visitor("agent").get("/rulebook/2026-11/").content)
    assert "98 % or more gives 100 points" in page
    assert "63.16 points. Counted with 99 % instead: target agreed for the agent." in page


def test_who_is_posted_nowhere_reads_whom_to_ask() -> None:
    Posting.objects.all().delete()
    assert "No plan is for you in this month" in words(visitor("agent").get("/rulebook/2026-10/").content)


def test_the_rulebook_is_printed_with_the_same_words() -> None:
    the_golden_month(person("王芳"))
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    answer = visitor("agent").get("/rulebook/2026-11/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    text = " ".join(" ".join(pages).split())
    for part in (
        "Yours: 46 / 50 orders, 92 %",
        "98 % or more gives 100 points",
        "the grade is C at best",
        "王芳",
        "Version 1 ·",
    ):
        assert part in text
    assert f"1 / {len(pages)}" in pages[0]
    Posting.objects.all().delete()
    assert visitor("agent").get("/rulebook/2026-11/pdf/").status_code == 404
