"""What appeals teach, and who is told what of them (SCORING §8, §9)."""

import pytest

from scoring.appeals.ripple import read
from scoring.models import ScoringSettings
from tests.scoring.appealing import answered, appealed, card, late_response
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("published_october")


def test_the_analysis_counts_by_cause_indicator_and_supervisor() -> None:
    answered(late_response(), at=MIDDLE + 10 * MINUTE, found="late")
    appealed("rule:satisfaction", "satisfaction")
    page = visitor("hr").get("/appeals/analysis/").content.decode()
    for words in ("The time is wrong", "Mean response time", "沈立", "Entered late by the system", "100 %"):
        assert words in page
    file = visitor("supervisor").get("/appeals/analysis/file/?format=csv").content.decode()
    assert f"SS-{OCTOBER}-001" in file
    assert (
        f"SS-{OCTOBER}-001"
        not in visitor("other_supervisor").get("/appeals/analysis/file/?format=csv").content.decode()
    )
    assert "SS-" in visitor("agent").get("/appeals/").content.decode()


def test_pay_is_told_to_its_owner_and_to_hr_alone() -> None:
    ScoringSettings.objects.update(appeal_answer_days=1)
    entry = card().agent.adjustments.get()
    answer = answered(appealed(f"adjustment:{entry.pk}"), by="hr")
    has_pay = any(line.is_money for line in read(answer.ripple))
    for username in ("hr", "agent", "supervisor"):
        shown = "Performance pay" in visitor(username).get(f"/appeals/{answer.appeal_id}/").content.decode()
        assert shown is (has_pay and username != "supervisor")


def test_who_makes_the_month_final_reads_how_its_cards_were_answered() -> None:
    appeal = late_response()
    page = visitor("hr").get(f"/months/{OCTOBER}/finalise/").content.decode()
    assert f'href="/appeals/{appeal.pk}/"' in page
    assert "cards are accepted. Until" in page


def test_an_appeal_is_walked_from_among_those_that_wait_the_most_urgent_first() -> None:
    first, second = late_response(), appealed("rule:satisfaction", "satisfaction")
    page = visitor("hr").get("/appeals/").content.decode()
    assert f'href="/appeals/{first.pk}/?in=part%3Dwaiting"' in page
    page = visitor("hr").get(f"/appeals/{first.pk}/?in=part%3Dwaiting").content.decode()
    assert "1 / 2" in page
    assert f'rel="next" aria-label="Next of the list"\n        href="/appeals/{second.pk}/?in=part%3Dwaiting"' in page
    answered(first, at=MIDDLE + 10 * MINUTE, found="late")
    assert "1 / 1" in visitor("hr").get(f"/appeals/{second.pk}/?in=part%3Dwaiting").content.decode()
    assert "1 / 1" in visitor("hr").get(f"/appeals/{first.pk}/?in=part%3Danswered").content.decode()
    assert "/ 1</span>" not in visitor("hr").get(f"/appeals/{first.pk}/?in=part%3Dnone").content.decode()
