"""From a resident's code to a final card: 0–10 becomes the net promoter score, a tag that comes too often a talk."""

import dataclasses
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from evidence.models import Invitation, SurveyAnswer, SurveyTag, TagTalk
from evidence.surveys import receipts
from evidence.surveys.inviting import giving, rounds
from evidence.surveys.tags.to_do import tags_too_often
from evidence.surveys.verbs import exclude_answer
from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.month import Month
from people.models import Account, Site
from records.final_month_guard import MonthIsFinal
from scoring import cards, closing, publishing
from scoring.engine.plan import Plan
from scoring.indicators import catalogue
from scoring.models import PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.months import closer, finaliser, publisher
from tests.scoring.measuring import evidence, figures, measured
from tests.scoring.month_of_facts import OCTOBER, START
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import WorkOrder


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def answered(at: datetime, **said: object) -> WorkOrder:
    """An order of 王芳's that is completed then, its invitation, and what the resident says by a link."""
    agent, lead = account("agent"), account("supervisor")
    with time_machine.travel(at, tick=False):
        order = lifecycle.create(by=agent, at=at, subject="门锁", site=Site.objects.get(code="CH"))
        lifecycle.dispatch(order, agent=agent.person, by=agent, at=at)
        lifecycle.complete(order, by=agent, at=at)
        rounds.invite_new(timezone.now())
        invited = Invitation.objects.filter(order=order)
        (given,) = giving.give_links(invited, given="slip", by=lead, at=at)
        phone = Client(SERVER_NAME="acme.localhost", REMOTE_ADDR="203.0.113.30", HTTP_ACCEPT_LANGUAGE="en")
        assert phone.post(f"/s/{given.token}/", {"rating": 4, "turn": 0, **said}).status_code == 302
    return order


def plan() -> PlanVersion:
    """``standard`` with the net promoter score in place of the suggestions."""
    document = versions.read(PlanVersion.objects.get(code="standard", version=1)).to_document()
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    name = dataclasses.asdict(catalogue.definitions()["nps"].name)
    rule = {"kind": "toward_target", "floor": "-100", "target": "100"}
    document["dimensions"][place]["indicators"][0] |= {"code": "nps", "name": name, "rule": rule, "within": 4}
    made = Plan.from_document(document, catalogue.definitions())
    text = canonical(made.to_document()).decode()
    draft: PlanVersion = PlanVersion.objects.create(
        code="standard", version=2, document=text, document_hash=made.plan_hash
    )
    return draft


def test_from_the_code_to_a_final_card_that_opens_down_to_the_order_and_a_receipt_that_holds(company: Company) -> None:
    local = datetime(2026, 8, 1, tzinfo=company.zone)
    before, first, last = (local + timedelta(seconds=seconds) for seconds in (-1, 0, 92 * 86400 - 1))
    answered(before, recommend=10)
    orders = [answered(first, recommend=2), answered(START + timedelta(days=5), recommend=9), answered(last)]
    orders += [answered(START + timedelta(days=6), recommend=value) for value in (7, 6, 10, 9)]
    left_out = SurveyAnswer.objects.get(recommend=6)
    exclude_answer(left_out, by=account("supervisor"), reason="评的是别的单")
    agent = account("agent").person
    assert figures(agent, "nps") == (2, 5, 5)  # three of 9 and more, one of 2; July and who said nothing are left out
    assert evidence(agent, "nps").excluded == {"excluded": 1}
    of_months = {n: measured(nps_months=n).evidence[agent.pk]["nps"].measure for n in (1, 4)}
    assert {n: measure and (int(measure.numerator), measure.n) for n, measure in of_months.items()} == {
        1: (3, 4),
        4: (3, 6),
    }
    with time_machine.travel(START):
        versions.publish_plan(plan=plan(), valid_from=OCTOBER, by=publisher())
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    card = cards.card_for(agent, OCTOBER)
    assert card is not None
    line = next(line for line in cards.tree(card).lines if line.code == "nps")
    assert (line.numerator, str(line.points)) == (Fraction(3), "75.00")  # the plan counts July too
    page = visitor("agent").get(f"/card/2026-10/{agent.pk}/nps/").content.decode()
    assert all(order.number in page for order in orders[:2])
    kept = SurveyAnswer.objects.get(recommend=7)
    checked = receipts.check(kept.receipt)
    assert checked
    assert (checked.is_unchanged, checked.is_excluded) == (True, False)
    with pytest.raises(MonthIsFinal), transaction.atomic():
        SurveyAnswer.objects.filter(pk=kept.pk).update(recommend=10)


def asked(username: str, now: datetime) -> int:
    return sum(group.number for group in tags_too_often(account(username), timezone.localtime(now)))


def test_a_tag_that_comes_too_often_is_talked_about_and_moves_no_figure(company: Company) -> None:
    at, month = datetime(2026, 10, 12, 4, tzinfo=UTC), Month(2026, 10)
    orders = [answered(at, tags=["冷漠", "拖延"]) for _time in range(3)]
    assert (asked("supervisor", at), asked("other_supervisor", at), asked("agent", at)) == (1, 0, 0)
    lead = visitor("supervisor")
    address = f"/evidence/survey-tags/{month}/{account('agent').person_id}/冷漠/"
    page = lead.get(f"/evidence/survey-tags/?month={month}").content.decode()
    assert page.count("Note the talk") == 1
    assert "冷漠" in lead.get("/evidence/surveys/").content.decode()
    assert visitor("other_supervisor").get(address).status_code == 404
    assert lead.get(address.replace("冷漠", "拖延")).status_code == 404
    assert lead.post(address, {"note": " "}).status_code == 200
    assert lead.post(address, {"note": "先问好，再问事"}).status_code == 302
    assert lead.post(address, {"note": "再谈"}).status_code == 200
    assert (asked("supervisor", at), TagTalk.objects.count()) == (0, 1)
    TagTalk.objects.all().delete()
    answer = SurveyAnswer.objects.get(order=orders[0])
    exclude_answer(answer, by=account("supervisor"), reason="评的是别的单")
    assert asked("supervisor", at) == 0  # two that count


def test_hr_takes_over_the_usual_tags_and_sets_the_rule(company: Company) -> None:
    hr = visitor("hr")
    for _time in range(2):
        assert hr.post("/evidence/survey-tags/usual/").status_code == 302
    cold = SurveyTag.objects.get(name="冷漠")
    change = {"name": "态度冷漠", "is_bad": "on", "most": "", "in_use": ""}
    assert hr.post(f"/evidence/survey-tags/{cold.pk}/", change).status_code == 302
    cold.refresh_from_db()
    assert (cold.name, cold.most, cold.in_use, SurveyTag.objects.count()) == ("态度冷漠", None, False, 8)
    assert "not offered" in hr.get("/evidence/survey-tags/").content.decode()
