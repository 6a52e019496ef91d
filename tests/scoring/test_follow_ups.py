"""Follow-ups of final months, the lists and improvements that come of them: people decide, never for themselves."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from kpi_portal.lib.month import Month
from people.models import Posting, Site
from records.models import AuditEntry, MonthRecord
from scoring import publishing
from scoring.engine.follow_up import Stay
from scoring.models import FollowUp, Improvement
from scoring.results import following, improving
from scoring.results.finding import propose
from scoring.results.following import Suggested
from scoring.results.improving import Planned
from scoring.results.stays import stays_of
from tests.companies import Once
from tests.doors import client_of
from tests.months import finaliser
from tests.scoring import final_months
from tests.scoring.appealing import account, publish_october
from tests.scoring.month_of_facts import OCTOBER, person

Kind, State = FollowUp.Kind, FollowUp.State
SEPTEMBER, DECEMBER = OCTOBER.previous, OCTOBER.plus(2)
LATER = {OCTOBER.plus(number): {"李静": "99.00 S", "王芳": "40.00 D"} for number in (1, 2)}


@pytest.fixture(scope="module")
def quarters_once(once_at_acme: Once) -> Iterator[None]:
    """李静 is the best of two quarters; 王芳 has D in the last three months. Both have been four years at one site."""
    with once_at_acme():
        before = Posting.objects.get(person=person("李静"))
        Posting.objects.filter(pk=before.pk).update(last_day=date(2025, 6, 30))
        now = {"site": before.site, "team": before.team, "first_day": date(2025, 7, 1)}
        Posting.objects.create(person=before.person, **now)
        publish_october()
        publishing.finalise_month(month=OCTOBER, by=finaliser())
        for back in range(4):
            final_months.tell(OCTOBER.plus(-back - 1), {"李静": "99.00 S", "王芳": "40.00 D"})
        for month, told in LATER.items():
            final_months.tell(month, told)
        propose(MonthRecord.objects.get(first_day=DECEMBER.first_day))
        yield


@pytest.fixture(autouse=True)
def quarters(quarters_once: None, company: object) -> None:
    pass


def plan(name: str = "王芳", **more: object) -> Planned:
    given = {"what": "跟班两周", "why": "等级偏低", "owner": account("supervisor"), "due": date(2027, 1, 31)}
    return Planned(**{**given, "month": DECEMBER, "agent": person(name), **more})  # type: ignore[arg-type]


def one(kind: str) -> FollowUp:
    found: FollowUp = FollowUp.objects.exclude(state=State.LAPSED).get(kind=kind, first_day=DECEMBER.first_day)
    return found


def test_the_rules_propose_the_best_of_two_quarters_and_ask_for_plans_once() -> None:
    talent = one(Kind.TALENT)
    assert (talent.agent, talent.figures) == (person("李静"), [["2026-Q3", "1 / 2"], ["2026-Q4", "1 / 2"]])
    before = FollowUp.objects.count()
    assert propose(MonthRecord.objects.get(first_day=DECEMBER.first_day)) == 0
    assert FollowUp.objects.count() == before


def test_a_low_grade_is_not_dismissed_without_a_plan_and_shows_on_home_until_it_is_decided() -> None:
    low = FollowUp.objects.open().get(kind__in=FollowUp.NEEDS_PLAN, first_day=DECEMBER.first_day)
    assert low.agent == person("王芳")
    supervisor = client_of("supervisor", "acme")
    assert low.get_absolute_url() in supervisor.get("/").content.decode()
    assert "王芳" in client_of("hr", "acme").get("/follow-ups/").content.decode()
    with pytest.raises(ValidationError, match="等级偏低必须附改进计划"):
        following.dismiss(low, reason="下月再看", by=account("hr"))
    typed = {"what": "跟班两周", "owner": account("supervisor").pk, "due": "2027-01-31"}
    address = f"{low.get_absolute_url()}accept/"
    assert supervisor.post(address, {**typed, "what": ""}).status_code == 200
    assert supervisor.post(address, typed).status_code == 302
    made = Improvement.objects.get()
    assert (made.follow_up, made.agent, made.number) == (low, person("王芳"), "GJ-2026-12-001")
    assert made.get_absolute_url() in client_of("agent", "acme").get("/improvements/").content.decode()
    assert following.lacking(MonthRecord.objects.get(first_day=DECEMBER.first_day)) == []


def test_who_makes_a_month_final_reads_who_has_a_low_grade_and_no_plan() -> None:
    lacking = following.lacking(MonthRecord.objects.get(first_day=DECEMBER.first_day))
    assert [card.label.name for card in lacking] == ["王芳"]
    improving.begin(plan(), by=account("hr"))
    assert following.lacking(MonthRecord.objects.get(first_day=DECEMBER.first_day)) == []


def test_lists_are_hrs_and_nobody_leaves_one_without_a_plan() -> None:
    talent, hr = one(Kind.TALENT), account("hr")
    with pytest.raises(ValidationError, match="名单由人事决定"):
        following.accept(talent, by=account("supervisor"))
    promotion = Suggested(Kind.PROMOTION, person("李静"), "可带班")
    with pytest.raises(ValidationError, match="人才名单中的人员"):
        following.suggest(promotion, month=DECEMBER, by=account("supervisor"))
    following.accept(talent, by=hr)
    suggested = following.suggest(promotion, month=DECEMBER, by=account("supervisor"))
    following.accept(suggested, by=hr)
    page = client_of("hr", "acme").get("/follow-ups/?show=lists").content.decode()
    assert page.count("李静") >= 2
    address = f"{talent.get_absolute_url()}take-off/"
    client = client_of("hr", "acme")
    assert client.post(address, {"reason": "连续下滑"}).status_code == 200  # no plan
    typed = {"reason": "连续下滑", "what": "带教改进", "owner": hr.pk, "due": "2027-01-31"}
    assert client.post(address, typed).status_code == 302
    assert Improvement.objects.get().agent == person("李静")
    assert AuditEntry.objects.filter(verb="scoring.take_off_list").count() == 1


def test_every_two_years_at_one_site_with_a_good_grade_propose_a_rotation_that_hr_alone_decides() -> None:
    rotation = one(Kind.ROTATION)
    assert (rotation.agent, rotation.state) == (person("李静"), State.OPEN)
    assert rotation.figures == [["2023-01-01", "翠湖花园"], ["2026-12", "S 99.00"]]
    hr, address = client_of("hr", "acme"), rotation.get_absolute_url()
    assert "自 2023-01-01 起在翠湖花园任岗，等级 S 99.00" in hr.get("/follow-ups/").content.decode()
    assert client_of("supervisor", "acme").post(f"{address}accept/", {"reason": ""}).status_code == 200
    with pytest.raises(ValidationError, match="已建议过"):
        following.suggest(Suggested(Kind.ROTATION, person("李静"), "想换"), month=DECEMBER, by=account("supervisor"))
    assert hr.post(f"{address}accept/", {"reason": "明年一月"}).status_code == 302
    assert "李静" in hr.get("/follow-ups/?show=lists").content.decode()
    assert propose(MonthRecord.objects.get(first_day=DECEMBER.first_day)) == 0
    assert Posting.objects.filter(person=person("李静"), last_day=None).exists(), "nobody is moved by it"


def test_a_stay_ends_with_a_day_elsewhere_and_reaches_to_the_end_of_the_month() -> None:
    whose, site = person("郭强"), Site.objects.get(code="CH")
    spans = ((1, 1, 6, 30), (7, 1, 9, 15), (9, 17, 10, 30))
    for month, day, until, last in spans:
        days = {"first_day": date(2024, month, day), "last_day": date(2024, until, last)}
        Posting.objects.create(person=whose, site=site, **days)
    found = {month: stays_of([whose.pk], Month(2024, month)) for month in (8, 9, 10)}
    key = (whose.pk, site.pk)
    assert found == {
        8: {key: Stay("翠湖花园", date(2024, 1, 1))},
        9: {key: Stay("翠湖花园", date(2024, 9, 17))},
        10: {},
    }


def test_nobody_decides_suggests_or_plans_for_themselves() -> None:
    own = account("hr")
    own.person = person("王芳")
    low = FollowUp.objects.open().get(kind__in=FollowUp.NEEDS_PLAN, first_day=DECEMBER.first_day)
    acts = (
        lambda: following.accept(low, plan=plan(), by=own),
        lambda: following.suggest(Suggested(Kind.ROTATION, person("王芳"), "想换"), month=DECEMBER, by=own),
        lambda: improving.begin(plan(), by=own),
    )
    for act in acts:
        with pytest.raises(ValidationError, match="为自己办理"):
            act()


def test_an_improvement_goes_from_plan_to_act_and_its_effect_is_frozen_by_the_check() -> None:
    hr, supervisor = client_of("hr", "acme"), client_of("supervisor", "acme")
    typed: dict[str, object] = {"why": "夜班慢", "what": "先打电话", "indicator": "completion_rate", "month": "2026-10"}
    typed |= {"agent": person("王芳").pk, "owner": account("supervisor").pk, "due": "2027-01-31"}
    made = hr.post("/improvements/new/", typed).headers["Location"]
    step = f"{made}step/"
    assert hr.post(step, {"do": "act", "act": "standard", "words": "好"}).status_code == 200  # not checked yet
    assert supervisor.post(step, {"do": "note", "words": "开始执行"}).status_code == 302
    assert hr.post(step, {"do": "check", "words": "看数"}).status_code == 302
    found = Improvement.objects.get()
    assert (found.state, found.effect["before"][0], found.effect["after"][0]) == ("checked", "2026-10", "2026-12")
    assert hr.post(step, {"do": "act", "act": "continue", "words": "再看一月"}).status_code == 200  # until when
    assert hr.post(step, {"do": "act", "act": "standard", "words": "写入规程"}).status_code == 302
    assert Improvement.objects.get().is_over
    assert "写入规程" in client_of("agent", "acme").get(made).content.decode()
    assert client_of("second_agent", "acme").get(made).status_code == 404
    assert b"GJ-2026-10-001" in hr.get("/improvements/file/?format=csv&show=all").content


def test_an_effect_is_checked_only_once_there_is_a_later_final_month() -> None:
    made = improving.begin(plan(indicator="completion_rate"), by=account("hr"))
    with pytest.raises(ValidationError, match="还没有更晚的定稿月份"):
        improving.check(made, words="看数", by=account("hr"))
