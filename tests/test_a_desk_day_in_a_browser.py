"""A day at the desk, worked by everybody in Chromium: an order by phone and what becomes of it, a resident's word, a
complaint, a checked contact, what came too late; in the evening the agent's running card opens down to each of them.

Only what stands before the day begins (categories, causes, the plan) is written by the test; the rest is done at pages.
"""

import dataclasses
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, expect

from evidence.complaints import topics
from evidence.surveys.inviting.views import code_of
from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Department, Person
from scoring.engine.plan import Plan
from scoring.engine.presets import preset_document
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.months import publisher
from tests.pictures import PNG
from tests.portal import LivePortal
from tests.stage import NOBODY, Stage, follow, press, says
from tests.waiting import wait_until
from workorders.categories.verbs import adopt_categories
from workorders.models import OrderCategory

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI), datetime(2026, 11, 10, 15, tzinfo=SHANGHAI)
PICTURE = {"name": "水管.png", "mimeType": "image/png", "buffer": PNG}
PHONES = {"agent", "second_agent", "colleague", NOBODY}
OF_THE_DAY = {"callback_24h_rate": "40.00", "complaint_handled_rate": "40.00", "first_contact_resolution": "20.00"}
"""What the company's plan asks beside ``standard``, in place of the suggestions."""


def test_a_day_at_the_desk(live_portal: LivePortal, browser: Browser) -> None:
    _the_company_has_its_lists_and_its_plan()
    stage = Stage(live_portal, browser, PHONES)
    live_portal.move_to(MORNING)
    pipe, lock, light = _an_agent_takes_three_orders_by_phone(stage)
    _the_department_answers_and_completes_with_a_picture(stage, pipe, lock)
    _the_resident_is_told(stage, pipe)
    _a_complaint_comes_by_phone_and_is_soothed_and_understood(stage)
    live_portal.move_to(AFTERNOON)
    live_portal.run_worker()
    _the_call_back_is_somebody_elses(stage, pipe)
    _a_resident_answers_from_the_code_and_is_called(stage, lock)
    _the_complaint_is_solved_called_back_judged_and_reported(stage)
    _chance_draws_a_contact_that_is_checked_contested_and_decided(stage)
    _what_is_late_comes_first_and_is_handed_over(stage, light)
    _the_running_card_opens_down_to_the_day(stage, pipe, lock)


def _the_company_has_its_lists_and_its_plan() -> None:
    document = preset_document("standard")
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    model = document["dimensions"][place]["indicators"][0]
    document["dimensions"][place]["indicators"] = [
        model | {"code": code, "name": dataclasses.asdict(definitions()[code].name), "weight": weight,
                 "rule": {"kind": "toward_target", "floor": "0", "target": "100"}}
        for code, weight in OF_THE_DAY.items()
    ]  # fmt: skip
    plan = Plan.from_document(document, definitions())
    with Company.objects.get(schema_name="acme"), translation.override("zh-hans"):
        adopt_categories(by=None)
        topics.adopt_usual(by=None)
        does_it = {
            "department": Department.objects.get(code="maintenance"),
            "executor": Person.objects.get(name="郭强"),
        }
        OrderCategory.objects.filter(name="给排水").update(**does_it)
        text = canonical(plan.to_document()).decode()
        made = PlanVersion.objects.create(code="standard", version=2, document=text, document_hash=plan.plan_hash)
        with time_machine.travel(datetime(2026, 10, 1, tzinfo=SHANGHAI)):
            versions.publish_plan(plan=made, valid_from=Month(2026, 11), by=publisher())
    connection.set_schema_to_public()


def tap(page: Page, name: str, value: str) -> None:
    """One of several that exclude each other."""
    page.locator(f"label:has([name='{name}'][value='{value}'])").click()


def send(page: Page, name: str) -> None:
    """Press it and wait for the page that answers."""
    with page.expect_navigation():
        press(page, name)


def act(page: Page, code: str) -> Locator:
    """The form of what can be done to an order, unfolded."""
    form = page.locator(f"form[action*='/acts/{code}/']")
    folded = page.locator("details:not([open])", has=form).locator("summary")
    if folded.count():
        folded.click()
    return form


def number_on(page: Page) -> str:
    """Of the order whose page this is."""
    found = re.search(r"GD-\d{6}-\d{6}", page.locator("main").inner_text())
    assert found, page.url
    return found[0]


def _an_agent_takes_three_orders_by_phone(stage: Stage) -> tuple[str, str, str]:
    """Two go to the department that usually does it; the third is taken on, promised for eleven, and forgotten."""
    numbers: list[str] = []
    with stage.as_("agent", "/orders/board/") as page:
        for kind, problem, button in (
            ("给排水", "厨房水管渗水", "登记并派单"),
            ("给排水", "马桶", "登记并派单"),
            ("电气", "跳闸", "本人受理"),
        ):
            follow(page, "登记工单")
            tap(page, "channel", "phone")
            page.fill("#id_place", f"3-2-110{len(numbers)}")
            page.fill("#id_phone", "13905718846")
            page.locator("summary", has_text=kind).click()
            page.locator("details[open] label", has_text=problem).first.click()
            if kind == "给排水":
                says(page, "派给 工程部 郭强")
            press(page, button)
            page.wait_for_url(re.compile(r"/orders/\d+/$"))
            numbers.append(number_on(page))
            if kind == "电气":
                promising = act(page, "promise")
                promising.locator("input[name$=until]").fill("2026-11-10T11:00")
                promising.locator("button").click()
                says(page, "承诺已登记")
            page.goto(stage.portal.url("acme", "/orders/board/"))
    return numbers[0], numbers[1], numbers[2]


def _the_department_answers_and_completes_with_a_picture(stage: Stage, *numbers: str) -> None:
    with stage.as_("colleague", "/orders/board/") as page:
        for number in numbers:
            page.goto(stage.portal.url("acme", f"/orders/board/?q={number}"))
            page.locator(".job a").first.click()
            act(page, "start").locator("button").click()
            done = act(page, "complete")
            done.locator("textarea").fill("更换角阀，试水不漏")
            done.locator("input[type=file]").set_input_files(PICTURE)  # type: ignore[arg-type]
            done.locator("button").click()
            says(page, "已办结")


def _the_resident_is_told(stage: Stage, number: str) -> None:
    with stage.as_("agent", f"/orders/?q={number}") as page:
        follow(page, number)
        telling = act(page, "tell")
        telling.locator("textarea").fill("角阀已更换，明天会有同事回访")
        telling.locator("button").click()
        says(page, "角阀已更换，明天会有同事回访")


def _a_complaint_comes_by_phone_and_is_soothed_and_understood(stage: Stage) -> None:
    with stage.as_("agent", "/evidence/complaints/new/") as page:
        tap(page, "channel", "phone")
        page.fill("#id_words", "打了三次电话，漏水没有人回话")
        page.select_option("#id_site", label="翠湖花园")
        page.fill("#id_building", "3 栋")
        press(page, "受理")
        for words, button in (("先致歉，今天给答复", "安抚"), ("26 小时没有告知进度", "了解")):
            page.fill("form[action*='/step/'] textarea", words)
            press(page, button)
            says(page, words)


def _the_call_back_is_somebody_elses(stage: Stage, number: str) -> None:
    with stage.as_("agent", "/evidence/call-backs/") as page:
        says(page, "本人经办，须由他人回访")
        expect(page.get_by_role("link", name="回访 厨房水管渗水")).to_have_count(0)
    with stage.as_("second_agent", "/evidence/call-backs/") as page:
        row = page.locator("tr", has_text=number)
        expect(row).to_contain_text("2026-11-11")
        row.get_by_role("link", name="回访").click()
        expect(page.locator("main a[href*='/photos/']")).to_have_count(1)
        tap(page, "reached", "reached")
        tap(page, "done", "done")
        tap(page, "rating", "5")
        press(page, "完成回访")
        page.wait_for_url("**/call-backs/")
        expect(page.locator("tr", has_text=number)).to_have_count(0)


def _a_resident_answers_from_the_code_and_is_called(stage: Stage, number: str) -> None:
    with stage.as_("supervisor", "/evidence/invitations/") as page:
        row = page.locator("tr", has_text=number)
        wait_until(lambda: page.reload() and row.count(), what="the invitation")
        row.get_by_role("button", name="出示评价码").click()
        found = re.search(r"http://\S+?/s/[\w-]{22}/", page.locator("pre").inner_text())
        assert found
        assert page.locator("img.qr").get_attribute("src") == code_of(found[0])
    with stage.as_(NOBODY, "/s/" + found[0].partition("/s/")[2]) as page:
        tap(page, "rating", "2")
        tap(page, "communication", "1")
        page.fill("#id_comment", "修好了，但是没有人提前打电话")
        send(page, "提交")
        receipt = page.locator("p.num.mono").inner_text()
        follow(page, "去核验")
        says(page, "与提交时一致")
        says(page, "已计入")
        assert page.locator("#receipt").input_value().replace("-", "") == receipt.replace("-", "")
    with stage.as_("supervisor") as page:
        follow(page, "2 / 5")
        page.fill("#id_note", "已致电道歉，以后上门前一小时电话告知")
        press(page, "完成跟进")
        says(page, "已记录。评分不变。")


def _the_complaint_is_solved_called_back_judged_and_reported(stage: Stage) -> None:
    with stage.as_("agent") as page:
        follow(page, "TS20261110001")
        page.locator("#id_topic").get_by_text("维修服务").click()
        page.locator("#id_topic").get_by_label("进度未告知").check(force=True)
        tap(page, "is_resolved", "yes")
        page.fill("form[action*='/step/'] textarea", "已修复并向业主说明经过")
        send(page, "办结投诉")
        address = "/evidence/complaints/" + page.url.rpartition("/complaints/")[2]
    with stage.as_("hr", address) as page:
        tap(page, "rating", "4")
        press(page, "记录回访")
        says(page, "4 / 5")
    with stage.as_("supervisor", address) as page:
        tap(page, "verdict", "unfounded")
        page.fill("form[action*='/judge/'] textarea", "电话清单：两次已回电")
        press(page, "作出决定")
        page.goto(stage.portal.url("acme", "/evidence/complaints/report/2026-11/?by=cause"))
        expect(page.get_by_role("img", name="投诉原因帕累托图")).to_be_visible()
        expect(page.get_by_role("row", name="进度未告知 1 100.0 %")).to_be_visible()


def _chance_draws_a_contact_that_is_checked_contested_and_decided(stage: Stage) -> None:
    with stage.as_("inspector", "/evidence/checks/samples/draw/") as page:
        page.fill("#id_month", "2026-11")
        page.select_option("#id_team", label="一班")
        page.fill("#id_per_agent", "1")
        send(page, "抽取")
        send(page, "重新抽取并核对")
        says(page, "结果一致")
        page.get_by_role("link", name="质检 王芳").click()
        items = page.locator("[name^='item-'][value='pass']").count()
        for place in range(items):
            tap(page, f"item-{place}", "pass" if place else "fail")
        send(page, "保存")
    with stage.as_("agent") as page:
        page.locator("main a[href*='/evidence/checks/']").first.click()
        page.locator("main a[href*='/contest/']").first.click()
        page.fill("#id_words", "录音里我报了姓名")
        press(page, "申诉")
        says(page, "录音里我报了姓名")
    with stage.as_("hr") as page:
        page.locator("main a[href*='/checks/contests/']").first.click()
        tap(page, "decision", "upheld")
        page.fill("#id_words", "重听录音属实")
        press(page, "作出决定")
        says(page, "重听录音属实")


def _what_is_late_comes_first_and_is_handed_over(stage: Stage, number: str) -> None:
    with stage.as_("supervisor") as page:
        says(page, "超时工单")
        page.goto(stage.portal.url("acme", "/orders/board/"))
        expect(page.locator(".job").first).to_contain_text("超时")
        page.locator(".job a").first.click()
        assert number_on(page) == number
        handing = act(page, "hand-over")
        handing.locator("select").select_option(label="李静")
        handing.locator("input[name$=reason]").fill("王芳在处理投诉")
        handing.locator("button").click()
        says(page, "李静")


def _the_running_card_opens_down_to_the_day(stage: Stage, called: str, answered: str) -> None:
    with stage.as_("supervisor", "/overview/") as page:
        send(page, "立即计算")
    counted = {
        "completion_rate": called, "satisfaction": answered, "etiquette_pass_rate": "合格", "callback_24h_rate": called,
        "complaint_handled_rate": "TS20261110001", "first_contact_resolution": answered,
    }  # fmt: skip
    with stage.as_("agent", "/card/") as page:
        opened = page.locator("main a[href*='/callback_24h_rate/']")
        wait_until(lambda: page.reload() and opened.count(), what="the running card")
        says(page, "未结算")
        card = stage.portal.url("acme", (opened.first.get_attribute("href") or "").partition("callback")[0])
        for code, number in counted.items():
            page.goto(f"{card}{code}/")
            expect(page.locator("main tbody")).to_contain_text(number)
