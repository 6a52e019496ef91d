"""Leading posts are scored by a plan for their post (SCORING §1), of what the teams led have (§4, ``of: led``)."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdf
import pytest
import time_machine
from django.utils import translation

from evidence.models import QualityCheck, SurveyAnswer, TrainingAttendance
from people.models import Account, Posting, Site
from records.models import AuditEntry
from scoring import closing
from scoring.engine import plan_checks
from scoring.engine.card import Card as ScoredCard
from scoring.engine.presets import load_preset
from scoring.indicators.catalogue import definitions
from scoring.leaving_out import verbs as leaving_out
from scoring.models import Card, LeavingOut, PlanVersion, Target
from scoring.plans.versions import read
from scoring.rechecking import recheck
from scoring.targets import history, verbs
from scoring.targets.verbs import Wanted
from tenants.models import Company
from tests.months import closer
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, END, MINUTE, OCTOBER, answer, handled, person, the_golden_month
from tests.scoring.test_site_calendar import closed
from tests.visiting import visitor
from workorders.models import OrderEvent, WorkOrder

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def month_of_two(company: Company) -> None:
    """王芳's golden month, 李静's of ten orders, and three orders that 沈立 took herself and left open."""
    the_golden_month(person("王芳"))
    for _number in range(10):
        handled(person("李静"), ("completed", END - MINUTE))
    for _number in range(3):
        handled(person("沈立"))
    for _number in range(5):
        answer(person("周倩"), 1)


@pytest.fixture
def plan(company: Company) -> PlanVersion:
    """The preset, in force for supervisors; 沈立 is one, at 翠湖花园 and without a team."""
    Posting.objects.create(
        person=person("沈立"), site=Site.objects.get(code="CH"), post="supervisor", first_day=date(2026, 1, 1)
    )
    PlanVersion.objects.filter(code="supervisor").update(state="published", valid_from=date(2026, 1, 1))
    found: PlanVersion = PlanVersion.objects.get(code="supervisor")
    return found


def lines(card: Card) -> dict[str, tuple[str, str, int]]:
    tree = ScoredCard.from_frozen(card.frozen)
    return {line.code: (str(line.numerator), str(line.denominator), len(line.members)) for line in tree.lines}


def test_the_preset_comes_as_a_draft_for_supervisors() -> None:
    draft = PlanVersion.objects.get(code="supervisor")
    assert (draft.state, draft.post) == ("draft", "supervisor")


@pytest.mark.usefixtures("month_of_two")
def test_a_supervisor_is_scored_by_what_the_team_has_and_not_by_the_own_orders(plan: PlanVersion) -> None:
    card = closed(person("沈立"))
    assert card.plan == plan
    assert lines(card)["completion_rate"] == ("56", "60", 2)
    assert lines(card)["satisfaction"] == ("92", "100", 1)
    assert (card.rank, card.ranked, card.label.post) == (1, 1, "supervisor")
    assert card.posted_days == 31


@pytest.mark.usefixtures("month_of_two", "plan")
def test_the_cards_of_the_agents_are_what_they_were() -> None:
    agents = {card.label.name: card.fingerprint for card in _closed() if card.label.post == "agent"}
    Posting.objects.filter(post="supervisor").delete()
    assert {card.label.name: card.fingerprint for card in _closed() if card.label.post == "agent"} == agents


@pytest.mark.usefixtures("month_of_two", "plan")
def test_the_card_is_recomputed_from_its_own_facts() -> None:
    closed(person("沈立"))
    assert recheck(OCTOBER).problems == ()


@pytest.mark.usefixtures("month_of_two", "plan")
def test_the_card_opens_to_the_members_on_page_and_says_so_on_paper() -> None:
    supervisor = person("沈立")
    closed(supervisor)
    hr = visitor("hr")
    page = hr.get(f"/card/2026-10/{supervisor.pk}/").content
    assert "Of the teams led, counted together: 2 agents with evidence" in words(page)
    assert f"/card/2026-10/{person('李静').pk}/" in page.decode()
    facts = words(hr.get(f"/card/2026-10/{supervisor.pk}/completion_rate/?show=missed").content)
    assert "not completed" in facts
    paper = hr.get(f"/card/2026-10/{supervisor.pk}/pdf/").content
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "Of the teams led" in printed


@pytest.mark.usefixtures("month_of_two", "plan")
def test_who_leads_another_team_does_not_see_the_card_and_nobody_sees_the_own_before_it_is_published() -> None:
    supervisor = person("沈立")
    closed(supervisor)
    address = f"/card/2026-10/{supervisor.pk}/"
    assert visitor("other_supervisor").get(address).status_code == 404
    assert visitor("agent").get(address).status_code == 404
    assert "No card" in words(visitor("supervisor").get(address).content)


@pytest.mark.usefixtures("month_of_two")
def test_without_a_plan_for_the_post_a_supervisor_is_not_scored() -> None:
    Posting.objects.create(
        person=person("苏岩"), site=Site.objects.get(code="YQ"), post="supervisor", first_day=date(2026, 1, 1)
    )
    cards = _closed()
    assert "苏岩" not in {card.label.name for card in cards}


@pytest.mark.usefixtures("plan")
def test_a_plan_does_not_count_one_thing_of_the_agent_and_of_the_team() -> None:
    plan = read(PlanVersion.objects.get(code="supervisor"))
    document = plan.to_document()
    del document["dimensions"][0]["indicators"][0]["of"]
    document["dimensions"][1]["indicators"] = [
        {**document["dimensions"][1]["indicators"][0], "code": "completion_rate"}
    ]
    mixed = type(plan).from_document(document, plan.catalogue)
    assert "own_and_led" in {problem.code for problem in plan_checks.problems(mixed)}


def _closed() -> list[Card]:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    return list(Card.objects.current())


def test_weights_of_the_preset_sum_to_a_hundred() -> None:
    assert sum(each.weight for each in load_preset("supervisor", definitions()).dimensions) == Decimal("100.00")


@pytest.mark.usefixtures("month_of_two", "plan")
def test_hr_sets_targets_and_enters_adjustments_for_who_leads_and_who_leads_does_neither_for_herself() -> None:
    hr, herself = visitor("hr"), visitor("supervisor")
    own, site = person("沈立"), Site.objects.get(code="CH")
    with time_machine.travel(datetime(2026, 10, 3, 2, 0, tzinfo=UTC)):
        assert f"t-{own.pk}-completion_rate" in hr.get("/targets/2026-10/agent/").content.decode()
        assert f"t-{own.pk}-" not in herself.get("/targets/2026-10/agent/").content.decode()
        assert "沈立" in words(hr.get("/").content)  # without a target yet
        hr.post("/targets/2026-10/agent/", {f"t-{own.pk}-completion_rate": "97", "do": "send"})
        assert Target.objects.standing().get(agent=own).value == 97
        at_the_site = Wanted("site", site.pk, "completion_rate", Decimal(95))
        with refused("for_oneself"):
            verbs.set_targets(month=OCTOBER, wanted=[at_the_site], by=Account.objects.get(username="supervisor"))
        assert "Confirm your targets of October 2026" in words(herself.get("/").content)
        menu = herself.get("/").content.decode()
        assert all(f'href="{way}"' in menu for way in ("/card/", "/targets/mine/", "/rulebook/"))
        other = visitor("other_supervisor").get("/").content.decode()  # leads, and no plan scores her
        assert not any(f'href="{way}"' in other for way in ("/card/", "/targets/mine/", "/rulebook/"))
        herself.post("/targets/mine/2026-10/", {"round": "1", "all": ""})
        assert "Confirm your targets" not in words(herself.get("/").content)
        assert "Team: completion rate" in words(herself.get("/rulebook/2026-10/").content)
        own_row = herself.post("/targets/2026-10/agent/", {f"t-{own.pk}-completion_rate": "90", "do": "save"})
        assert own_row.status_code in (200, 302)
        assert Target.objects.standing().get(agent=own).value == 97
    with time_machine.travel(END):
        assert f'value="{own.pk}"' in hr.get("/adjustments/2026-10/new/").content.decode()
        assert f'value="{own.pk}"' not in herself.get("/adjustments/2026-10/new/").content.decode()
    target = next(line for line in ScoredCard.from_frozen(closed(own).frozen).lines if line.code == "completion_rate")
    assert (target.target, target.target_from) == (Decimal("97.0000"), "agent")


@pytest.mark.usefixtures("month_of_two")
def test_who_is_scored_by_the_team_leaves_its_orders_and_answers_out_with_hrs_word_only(plan: PlanVersion) -> None:
    herself, hr, second_hr = visitor("supervisor"), visitor("hr"), Account.objects.get(username="hr")
    order = WorkOrder.objects.filter(agent=person("王芳"), completed_at=None).exclude(state="cancelled").first()
    rated = SurveyAnswer.objects.filter(agent=person("王芳")).earliest("pk")
    assert order is not None
    with time_machine.travel(CUTOFF + MINUTE):
        said = words(herself.post(f"/orders/{order.pk}/exempt/", {"reason": "电梯厂家停产"}, follow=True).content)
        herself.post(f"/evidence/surveys/{rated.pk}/exclude/", {"reason": "误评"})
        herself.post(f"/evidence/surveys/{rated.pk}/exclude/", {"reason": "误评"})  # what waits is not asked twice
        assert "it waits for HR's word" in said
        assert lines(closed(person("沈立")))["completion_rate"] == ("56", "60", 2)
        assert f"Exempt the order: {order.number}" in words(herself.get("/").content)  # told that it waits
        assert f"Exempt the order: {order.number}" in words(hr.get("/").content)
        assert visitor("supervisor").get("/leaving-out/").status_code == 403
        exempting, excluding = LeavingOut.objects.order_by("pk")
        with refused("for_oneself"):
            leaving_out.grant(wish=exempting, by=Account.objects.get(username="supervisor"))
        hr.post(f"/leaving-out/{exempting.pk}/", {"do": "grant"})
        why = hr.post(f"/leaving-out/{excluding.pk}/", {"do": "decline"})
        assert "Say why it goes on counting" in words(why.content)
        hr.post(f"/leaving-out/{excluding.pk}/", {"do": "decline", "reason": "业主确认无误"})
        assert "Exempt the order" not in words(hr.get("/").content)
        assert "业主确认无误" in words(hr.get(f"/leaving-out/{excluding.pk}/").content)
    assert lines(closed(person("沈立")))["completion_rate"] == ("56", "59", 2)
    rated.refresh_from_db()
    assert rated.stands
    event = OrderEvent.objects.get(order=order, kind="exempted")
    assert (event.by, event.reason) == (person("沈立"), "电梯厂家停产")
    verbs = AuditEntry.objects.filter(verb__contains="leav").order_by("pk").values_list("verb", "actor__username")
    assert list(verbs) == [
        ("scoring.ask_to_leave_out", "supervisor"),
        ("scoring.ask_to_leave_out", "supervisor"),
        ("scoring.grant_leaving_out", second_hr.username),
        ("scoring.decline_leaving_out", second_hr.username),
    ]


@pytest.mark.usefixtures("month_of_two", "plan")
def test_who_is_scored_by_the_team_corrects_no_check_and_no_attendance_of_it() -> None:
    check = QualityCheck.objects.filter(agent=person("王芳")).earliest("pk")
    came = TrainingAttendance.objects.filter(agent=person("王芳"), status="missed").earliest("pk")
    better = {f"item-{place}": "pass" for place in range(check.items.count())} | {"reason": "重听录音"}
    sheet = {f"agent-{came.agent_id}-status": "attended"}
    at_check, at_sheet = f"/evidence/checks/{check.pk}/correct/", f"/evidence/trainings/{came.session_id}/sheet/"
    with time_machine.travel(END):
        for path, said in ((at_check, better), (at_sheet, sheet)):
            page = words(visitor("supervisor").post(path, said, follow=True).content)
            assert "Your own card counts what your team has" in page, page
        assert QualityCheck.objects.get(pk=check.pk).stands
        assert TrainingAttendance.objects.get(pk=came.pk).stands
        of_check = f"/evidence/checks/{check.pk}/"
        told = visitor("supervisor").get(of_check).content.decode()
        assert "Ask HR, or a supervisor who is not scored by it" in told
        assert at_check not in told
        assert at_check in visitor("hr").get(of_check).content.decode()
        visitor("hr").post(at_check, better)
    assert not QualityCheck.objects.get(pk=check.pk).stands


@pytest.mark.usefixtures("month_of_two")
def test_who_is_not_scored_by_the_team_leaves_out_at_once(plan: PlanVersion) -> None:
    Posting.objects.filter(post="supervisor").delete()
    order = WorkOrder.objects.filter(agent=person("王芳")).earliest("pk")
    with time_machine.travel(END):
        visitor("supervisor").post(f"/orders/{order.pk}/exempt/", {"reason": "电梯厂家停产"})
    assert OrderEvent.objects.filter(order=order, kind="exempted").exists()
    assert not LeavingOut.objects.exists()


@pytest.mark.usefixtures("month_of_two", "plan")
def test_in_the_sum_of_a_site_what_a_leader_counts_of_the_team_is_not_counted_again() -> None:
    """46 of 50 and ten of ten orders of two agents at one site; the card of who leads both counts all 60."""
    cards, hr = _closed(), Account.objects.get(username="hr")
    site, own = Site.objects.get(code="CH"), person("沈立")
    assert {card.site_id for card in cards if card.agent in (own, person("王芳"))} == {site.pk}
    of_site = history.results("site", [site.pk], OCTOBER.next, hr)[site.pk, "completion_rate"]
    agents = [card for card in cards if card.site_id == site.pk and card.agent != own]
    parts = [line for card in agents for line in ScoredCard.from_frozen(card.frozen).lines]
    counted = sum(line.denominator or 0 for line in parts if line.code == "completion_rate")
    assert [result.denominator for result in of_site] == [counted]
    of_agent = history.results("agent", [own.pk], OCTOBER.next, hr)[own.pk, "completion_rate"]
    assert [result.denominator for result in of_agent] == [60]
