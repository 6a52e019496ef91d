"""A published month, answered, talked over, paid and corrected by everybody in Chromium, on into the next month.

The published October is written by the test (``tests.a_month_to_answer``); everything of the story is done at pages.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.a_month_to_answer import LATE, REACHED, publish_october
from tests.portal import LivePortal
from tests.stage import Stage, follow, press, says

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEXT_MONTH = datetime(2026, 12, 5, 9, tzinfo=SHANGHAI)
"""November's cut-off is past."""
LOOK = re.compile(r"/appeals/\d+/answer/$")
PHONES = {"agent", "second_agent"}


def test_the_month_is_answered_and_paid(live_portal: LivePortal, browser: Browser, settings: Any) -> None:
    publish_october(live_portal, settings)
    stage = Stage(live_portal, browser, PHONES)
    _one_accepts(stage)
    appeal = _another_appeals(stage)
    _a_further_round_goes_to_somebody_else_and_is_the_last(stage, appeal)
    plan = _the_talk_is_signed_by_both(stage)
    _a_second_person_makes_it_final(stage)
    certificate = _an_award_is_decided(stage)
    assert {plan[:5], certificate[:5]} == {b"%PDF-"}
    _it_is_paid_by_two_people_and_only_once(stage)
    live_portal.move_to(max(NEXT_MONTH, datetime.now(SHANGHAI)))
    live_portal.run_worker()
    _the_next_month_looks_back(stage)
    _october_is_opened_again(stage)
    _a_bonus_is_entered_and_october_is_final_again(stage)
    _only_the_difference_is_paid(stage)
    _all_versions_stand(live_portal)


def _one_accepts(stage: Stage) -> None:
    with stage.as_("second_agent", "/card/") as page:
        press(page, "确认绩效卡")
        says(page, "第 1 版已于")


def _another_appeals(stage: Stage) -> str:
    with stage.as_("agent", "/card/") as page:
        counted = page.locator("a[href*='/mean_response_minutes/']").first
        page.locator("details", has=counted).last.locator("summary").first.click()
        counted.click()
        row = page.locator("main tr", has_text=LATE)
        row.get_by_role("link", name="申诉").click()
        page.locator("label:has([name='cause'][value='time'])").click()
        page.fill("#id_wanted_at", REACHED)
        page.fill("#id_words", "当时已电话联系业主")
        press(page, "提交申诉")
        page.wait_for_url(re.compile(r"/appeals/\d+/$"))
        says(page, "当时已电话联系业主")
        return "/appeals/" + page.url.rpartition("/appeals/")[2]


def _a_further_round_goes_to_somebody_else_and_is_the_last(stage: Stage, appeal: str) -> None:
    with stage.as_("hr", appeal) as page:
        page.wait_for_function("() => !document.querySelector('.htmx-request')")
        with page.expect_response(LOOK):
            page.locator("label:has([name='outcome'][value='rejected'])").click()
        _give(page, "没有通话记录")
        says(page, "第 1 轮答复")
    with stage.as_("agent", appeal) as left_open, stage.as_("agent", appeal) as page:
        page.fill("#id_words", "话单已附")
        press(page, "提起第 2 轮")
        says(page, "第 2 轮，共 2 轮")
        _upheld(stage, appeal)
        left_open.fill("#id_words", "再来一次")
        press(left_open, "提起第 2 轮")
        says(left_open, "没有下一轮：答复为终局。")
        expect(left_open.get_by_role("button", name="提起第 2 轮")).to_have_count(0)


def _give(page: Page, reason: str) -> None:
    """Every change looks at what the answer would move; the answer follows when that is over."""
    page.fill("#id_reason", reason)
    with page.expect_response(LOOK):
        page.locator("#id_reason").blur()
    press(page, "提交答复")


def _upheld(stage: Stage, appeal: str) -> None:
    """What it moves is listed before and after; the replaced version stays to be read."""
    with stage.as_("hr2", appeal) as page:
        listed = page.locator("#effect")
        expect(listed).to_contain_text("规则提议：月度服务之星")
        _give(page, "话单相符")
        says(page, "仍可验证")
        moved = page.locator("main").inner_text()
        for what in ("等级\nB → A", "名次\n2 → 1", "绩效工资\n1,500.00 → 1,650.00", "规则提议：月度服务之星\n– → ★"):
            assert what in moved, moved
        follow(page, "第 1 版")
        says(page, "这是第 1 版，已被取代")


def _the_talk_is_signed_by_both(stage: Stage) -> bytes:
    held, due = f"{_today(stage, -1)}T10:00", _today(stage, 3)
    with stage.as_("supervisor", "/talks/2026-10/") as page:
        follow(page, "王芳")
        told = {"talk-held_at": held, "talk-strengths": "主动替班", "talk-gaps": "没有约好时间"}
        plan = {"items-0-what": "上门前一天确认时间", "items-0-due": due, "items-0-proof": "二次约时不超过 1 单"}
        for name, words in {**told, **plan}.items():
            page.fill(f"[name='{name}']", words)
        press(page, "签字并发给王芳")
        says(page, "已签")
        address = "/talks/" + page.url.rpartition("/talks/")[2].partition("#")[0]
    with stage.as_("agent", address) as page:
        page.fill("#id_words", "已和维修约好")
        page.get_by_role("button", name="签字", exact=True).click()
        expect(page.locator(".sign.done")).to_have_count(2)
        return printed(page, "PDF")


def _a_second_person_makes_it_final(stage: Stage) -> None:
    with stage.as_("hr2", "/months/2026-10/finalise/") as page:
        press(page, "定稿")
        says(page, "由本人公布，须由第二人定稿")
    with stage.as_("hr", "/months/2026-10/finalise/") as page:
        press(page, "定稿")
        says(page, "考核月已定稿")


def _an_award_is_decided(stage: Stage) -> bytes:
    with stage.as_("supervisor", "/awards/2026-10/star/") as page:
        page.fill("#id_words", "台风夜值守两班")
        page.locator("form[action$='/comment/'] button").click()
        says(page, "台风夜值守两班")
    with stage.as_("hr", "/awards/2026-10/star/") as page:
        says(page, "台风夜值守两班")
        page.fill("#id_amount", "500")
        press(page, "授予评优")
        says(page, "与规则提议一致")
    with stage.as_("agent", "/awards/") as page:
        return printed(page, "证书")


def _it_is_paid_by_two_people_and_only_once(stage: Stage) -> None:
    with stage.as_("hr", "/payroll/2026-10/items/team/") as page:
        page.select_option("#id_team", label="一班")
        page.fill("#id_amount", "200")
        page.fill("#id_gate", "75")
        page.fill("#id_text", "班组季度目标")
        page.locator("main form button.main").click()
        says(page, "班组分达到 75.00 才发")
    with stage.as_("hr", "/payroll/2026-10/") as page:
        says(page, "已决定的奖金尚未列入其他项目")
        press(page, "列入其他项目")
        expect(page.get_by_role("button", name="列入其他项目")).to_have_count(0)
        says(page, "月度服务之星")
    with stage.as_("hr", "/payroll/2026-10/") as left_open:
        batch = _handed_over(stage, "制单")
        _released_and_paid(stage, batch, "2,350.00")
        press(left_open, "制单")
        says(left_open, "其中没有可发放的款项。")


def _handed_over(stage: Stage, button: str) -> str:
    with stage.as_("hr", "/payroll/2026-10/") as page:
        press(page, button)
        page.wait_for_url(re.compile(r"/payroll/batches/\d+/$"))
        page.fill("#id_note", "已逐行核对")
        press(page, "提交")
        says(page, "本人制单，等人事的另一人放行。")
        return "/payroll/batches/" + page.url.rpartition("/batches/")[2]


def _released_and_paid(stage: Stage, batch: str, shows: str) -> None:
    with stage.as_("hr2", batch) as page:
        says(page, shows)
        page.check("#checked")
        press(page, "放行")
        press(page, "标记已发放")
        says(page, f"{_today(stage)} · 吴兰")


def _the_next_month_looks_back(stage: Stage) -> None:
    """What the plan asked for is done and said; November is closed and published; the next talk follows it up."""
    with stage.as_("agent", "/talks/items/") as page:
        page.locator("main a[href*='/talks/items/']").first.click()
        page.fill("#id_words", "两周没有二次约时")
        page.locator("main form button.main").click()
        says(page, "两周没有二次约时")
    _closed_and_published(stage, "2026-11", closed_by="hr", published_by="hr2")
    with stage.as_("supervisor", "/talks/2026-11/") as page:
        follow(page, "王芳")
        says(page, "两周没有二次约时")
        page.locator("#followed label:has([value='kept'])").click()
        press(page, "记录")
        expect(page.locator("#followed .badge").first).to_have_text("做到")


def _october_is_opened_again(stage: Stage) -> None:
    with stage.as_("hr", "/months/2026-10/reopen/") as page:
        page.fill("#id_reason", "漏登一封表扬信")
        press(page, "申请重开")
        says(page, "已申请重开")
        expect(page.get_by_role("button", name="确认重开")).to_have_count(0)
    with stage.as_("administrator", "/months/2026-10/") as page:
        says(page, "漏登一封表扬信")
        press(page, "确认重开")
        expect(page.get_by_role("button", name="确认重开")).to_have_count(0)


def _a_bonus_is_entered_and_october_is_final_again(stage: Stage) -> None:
    with stage.as_("supervisor", "/adjustments/2026-10/new/") as page:
        page.select_option("#id_agent", label="李静")
        page.locator("label:has([name='kind'][value='bonus'])").click()
        page.fill("#id_points", "1.50")
        page.fill("#id_text", "业主表扬信")
        page.fill("#id_evidence", "表扬信 11-02")
        press(page, "保存")
        page.wait_for_url("**/adjustments/2026-10/")
    _closed_and_published(stage, "2026-10", closed_by="hr", published_by="hr2")
    with stage.as_("hr", "/months/2026-10/finalise/") as page:
        press(page, "定稿")
        says(page, "考核月已定稿")


def _closed_and_published(stage: Stage, month: str, *, closed_by: str, published_by: str) -> None:
    with stage.as_(closed_by, f"/months/{month}/") as page:
        press(page, "关账")
        expect(page.get_by_role("link", name="公布")).to_be_visible(timeout=30_000)
    with stage.as_(published_by, f"/months/{month}/review/grades/") as page:
        while page.get_by_role("button", name="确认", exact=True).count():
            with page.expect_navigation():
                press(page, "确认")
        page.goto(stage.portal.url("acme", f"/months/{month}/publish/"))
        press(page, "公布")
        says(page, "绩效卡已公布")


def _only_the_difference_is_paid(stage: Stage) -> None:
    _released_and_paid(stage, _handed_over(stage, "做差额批"), "+150.00")
    with stage.as_("hr", "/payroll/2026-10/") as page:
        says(page, "已全部发放")
        expect(page.locator("#next")).to_contain_text("4,200.00 ＝")
    with stage.as_("second_agent", "/card/") as page:
        page.locator("a[href*='/card/2026-10/']").first.click()
        says(page, "第 2 批")
        says(page, "1,850.00")


def _all_versions_stand(portal: LivePortal) -> None:
    """Three cards of each month; two of October's in a second version."""
    of_all = {("recheck_cards", "acme"): "8 cards recomputed", ("verify_ledger", "acme"): "entries are sound"}
    for command, words in of_all.items():
        done = portal.manage(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        assert words in done.stdout


def printed(page: Page, name: str) -> bytes:
    """The file behind the first link of this name."""
    with page.expect_download() as coming:
        follow(page, name)
    return Path(coming.value.path()).read_bytes()


def _today(stage: Stage, later: int = 0) -> str:
    """As the portal's clock has it, in days."""
    ahead = timedelta(seconds=float(stage.portal.environment.get("KPI_TEST_SECONDS_AHEAD", 0)))
    return f"{datetime.now(SHANGHAI) + ahead + timedelta(days=later):%Y-%m-%d}"
