"""A suggestion is discussed, decided, carried out; what it changed stands beside it, after its month is final too."""

from datetime import UTC, datetime

import pytest
import time_machine

from evidence.suggestions import talk, verbs
from evidence.suggestions.models import Implementation, Suggestion
from kpi_portal.lib.month import Month
from people.models import Account
from records.models import MonthState
from tenants.models import Company
from tests.months import bring_to
from tests.visiting import visitor

NOON, LATER = datetime(2026, 10, 6, 4, tzinfo=UTC), datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def idea(company: Company) -> Suggestion:
    by = Account.objects.get(username="agent")
    return verbs.submit(by=by, title="雨天铺防滑垫", text="大堂门口", at=NOON)


def adopted(idea: Suggestion) -> Suggestion:
    by = Account.objects.get(username="supervisor")
    return verbs.decide(idea, decision="adopted", by=by, at=NOON, reason="马上做")


def test_it_is_discussed_by_the_submitter_and_who_leads_and_the_talk_outlives_the_decision(idea: Suggestion) -> None:
    page = idea.get_absolute_url()
    visitor("supervisor").post(f"{page}notes/", {"words": "先在一栋试行"})
    standing = adopted(idea)
    visitor("agent").post(f"{standing.get_absolute_url()}notes/", {"words": "防滑垫已到货"})
    found = visitor("agent").get(page, follow=True)  # the address of the first revision
    assert found.request["PATH_INFO"] == standing.get_absolute_url()
    text = found.content.decode()
    assert [words in text for words in ("先在一栋试行", "防滑垫已到货", "马上做")] == [True, True, True]
    assert visitor("second_agent").post(f"{page}notes/", {"words": "x"}).status_code == 404
    assert "words" in visitor("agent").post(f"{page}notes/", {"words": " "}).context["form"].errors


def test_it_is_carried_out_after_its_month_is_final_and_its_effect_comes_later(idea: Suggestion) -> None:
    address = f"{adopted(idea).get_absolute_url()}implementation/"
    bring_to(MonthState.FINAL, Month(2026, 10))
    with time_machine.travel(LATER, tick=False):
        hr = visitor("hr")
        hr.post(address, {"done_on": "2026-11-10", "words": "三个大堂都铺了", "before": "8 起"})
        hr.post(address, {"done_on": "2026-11-10", "words": "三个大堂都铺了", "before": "8 起", "after": "2 起"})
        done = Implementation.objects.get()
        assert (done.after, talk.change(done)) == ("2 起", "−75.0 %")
        assert "−75.0 %" in visitor("agent").get(idea.get_absolute_url(), follow=True).content.decode()
        text = visitor("supervisor").get("/evidence/suggestions/export.csv").content.decode("utf-8-sig")
    assert ("2026-11-10" in text, "三个大堂都铺了" in text) == (True, True)
    done.after = "很少有人滑倒"
    assert talk.change(done) == ""


def test_only_an_adopted_one_is_carried_out_by_somebody_else_and_not_in_the_future(idea: Suggestion) -> None:
    address, said = f"{idea.get_absolute_url()}implementation/", {"done_on": "2026-10-20", "words": "x"}
    with time_machine.travel(LATER, tick=False):
        assert "Only an adopted suggestion" in visitor("hr").post(address, said).content.decode()
        assert visitor("agent").post(address, said).status_code == 403
        address = f"{adopted(idea).get_absolute_url()}implementation/"
        for day in ("2026-12-01", "2026-09-01"):
            assert "done_on" in visitor("hr").post(address, said | {"done_on": day}).context["form"].errors
        Account.objects.filter(username="agent").update(roles=["agent", "hr"])
        assert "Nobody acts for themselves" in visitor("agent").post(address, said).content.decode()
    assert not Implementation.objects.exists()
