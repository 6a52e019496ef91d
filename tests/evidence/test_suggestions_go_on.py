"""A suggestion is discussed, decided, carried out; what it changed stands beside it, after its month is final too."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from evidence.suggestions import talk, verbs
from evidence.suggestions.models import Implementation, Suggestion
from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Site
from records.imports import undoing
from records.models import MonthState
from scoring.engine.plan import Plan
from scoring.engine.presets import preset_document
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from tenants.models import Company
from tests.importing import Sender
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


def test_whose_card_counts_the_teams_suggestions_leaves_them_to_somebody_else(idea: Suggestion) -> None:
    supervisor = Account.objects.get(username="supervisor")
    site, since = Site.objects.get(code="CH"), date(2026, 1, 1)
    Posting.objects.create(person=supervisor.person, site=site, post="supervisor", first_day=since)
    PlanVersion.objects.filter(code="supervisor").update(state="published", valid_from=since)
    with time_machine.travel(NOON, tick=False):
        said = {"decision": "declined", "reason": "再想想"}  # the preset counts the team, but not its suggestions
        assert [_is_listed_to_decide(idea, who) for who in DECIDE] == [True, True, False]
        assert visitor("supervisor").post(f"{idea.get_absolute_url()}decide/", said).status_code == 302
        _count_the_teams_suggestions(Month(2026, 10))
        declined, said = Suggestion.objects.standing().get(), {"decision": "adopted", "reason": "马上做"}
        assert [_offers_a_decision(declined, who) for who in DECIDE] == [False, True, False]
        new = Suggestion.objects.create(number="new", agent=idea.agent, title="雨伞架", submitted_at=NOON)
        assert [_is_listed_to_decide(new, who) for who in DECIDE] == [False, True, False]
        page = visitor("supervisor").post(f"{declined.get_absolute_url()}decide/", said)
        assert "Your own card counts what your team has" in page.content.decode()
        assert Suggestion.objects.standing().get(title=idea.title) == declined
        visitor("hr").post(f"{declined.get_absolute_url()}decide/", said)
    assert Suggestion.objects.standing().get(title=idea.title).decision == "adopted"


DECIDE = ("supervisor", "hr", "agent")


def _is_listed_to_decide(idea: Suggestion, who: str) -> bool:
    return f"{idea.get_absolute_url()}decide/" in visitor(who).get("/evidence/suggestions/").content.decode()


def _offers_a_decision(idea: Suggestion, who: str) -> bool:
    page = idea.get_absolute_url()
    return f"{page}decide/" in visitor(who).get(page).content.decode()


def _count_the_teams_suggestions(month: Month) -> None:
    document = preset_document("supervisor")
    first = document["dimensions"][0]["indicators"][0]
    first |= {"code": "suggestions_adopted", "name": {"zh": "团队建议采纳数", "en": "Team: suggestions adopted"}}
    plan = Plan.from_document(document, definitions())
    made = {"document": canonical(plan.to_document()).decode(), "document_hash": plan.plan_hash, "post": "supervisor"}
    draft = PlanVersion.objects.create(code="supervisor", version=2, **made)
    PlanVersion.objects.filter(pk=draft.pk).update(state="published", valid_from=month.first_day)


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


def test_a_file_brings_the_effect_with_the_decision_or_after_its_month_is_final(
    company: Company, tmp_path: Path
) -> None:
    file, head = Sender(company, "suggestions", tmp_path), "编号,工号,标题,提交时间,决定,决定时间"
    row = "JY1,A001,雨天铺防滑垫,2026-10-06 10:00,采纳,2026-10-08 10:00"
    file.send(f"{head}\n{row}\n")
    bring_to(MonthState.FINAL, Month(2026, 10))
    head += ",实施日期,做了什么,实施前,实施后"
    with time_machine.travel(LATER, tick=False):
        file.send(f"{head}\n{row},2026-11-10,三个大堂都铺了,8 起,\n")
        assert (file.batch.created, file.batch.unchanged, file.batch.late) == (1, 0, 0)
        file.send(f"{head}\n{row},2026-11-10,三个大堂都铺了,8 起,2 起\n")
        effect, done = file.batch, Implementation.objects.get()
        assert (effect.changed, done.after, talk.change(done), done.by.account.username) == (1, "2 起", "−75.0 %", "hr")
        assert "1 unchanged" in file.send(f"{head}\n{row},2026-11-10,三个大堂都铺了,8 起,2 起\n")
        assert "1 unchanged" in file.send(f"{head}\n{row},,,,\n")
        for wrong, sentence in (
            (",,只有说明,,", "not the day"),
            (",2026-11-10,,,", "not what was done"),
            (",2026-12-10,铺了,,", "in the future"),
            (",2026-09-10,铺了,,", "before it was submitted"),
        ):
            assert sentence in file.refused(f"{head}\n{row}{wrong}\n")
        pending = "JY2,A001,换门铃,2026-11-06 10:00,,,2026-11-10,换了,,"
        assert "Only an adopted" in file.refused(f"{head}\n{pending}\n")
        undoing.undo(effect, by=Account.objects.get(username="hr"))
        assert Implementation.objects.get().after == ""
        wang = Person.objects.get(staff_number="A001")
        Account.objects.filter(person=wang).update(person=Person.objects.create(name="别人"))
        Account.objects.filter(username="hr").update(person=wang)
        assert "Nobody acts for themselves" in file.refused(f"{head}\n{row},2026-11-12,铺了,,\n")
