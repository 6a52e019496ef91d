"""Half a month, lived by everybody in Chromium: agreed, gathered, closed by the worker, judged, published.

The portal's processes are moved from instant to instant (``LivePortal.move_to``); everything else is done at the pages
that people have: the test touches no row, but for the second HR's account."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from kpi_portal.lib.company_connection import connection
from people.models import Account
from tenants.models import Company
from tests.cast import PASSWORD
from tests.months import second_hr
from tests.portal import LivePortal
from tests.stage import Stage, follow, press, says
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE, MIDDLE = datetime(2026, 9, 20, 9, tzinfo=SHANGHAI), datetime(2026, 10, 15, 9, tzinfo=SHANGHAI)
LAST_DAY, CUTOFF = datetime(2026, 11, 3, 12, tzinfo=SHANGHAI), datetime(2026, 11, 4, tzinfo=SHANGHAI)
FIRST_ORDER = datetime(2026, 9, 10, 10, tzinfo=SHANGHAI)
GRADED = re.compile(r"68\.10\s+\S*\s*C")
PHONES = {"agent", "second_agent"}
WORDS = "工单编号 创建时间 首次响应时间 完成时间 处理人 工单状态 评分 评价时间".split()


def test_half_a_month(live_portal: LivePortal, browser: Browser, tmp_path: Path) -> None:
    _join_second_hr()
    stage = Stage(live_portal, browser, PHONES)
    live_portal.move_to(BEFORE)
    _a_plan_is_adopted_changed_announced_and_signed(stage)
    _targets_are_sent_confirmed_and_answered(stage)
    live_portal.move_to(MIDDLE)
    live_portal.run_worker()
    _evidence_arrives(stage, tmp_path / "orders.csv")
    _the_running_month_warns(stage)
    _a_red_line_is_heard_and_confirmed_twice(stage)
    live_portal.move_to(LAST_DAY)
    _nothing_is_missing_and_the_close_is_scheduled(stage)
    live_portal.move_to(CUTOFF + timedelta(hours=9))
    live_portal.run_worker()
    _the_worker_closes(stage)
    _the_cards_are_reviewed(stage)
    _a_panel_looks_a_second_time(stage)
    _what_was_entered_is_counted_before_it_is_published(stage)
    _the_agent_reads_the_card(stage)


def _join_second_hr() -> None:
    with Company.objects.get(schema_name="acme"):
        second_hr()
        Account.objects.filter(username="hr2").update(password=make_password(PASSWORD))
    connection.set_schema_to_public()


def _a_plan_is_adopted_changed_announced_and_signed(stage: Stage) -> None:
    with stage.as_("hr", "/plans/new/") as page:
        press(page, "采用为草案")
        page.fill("[name='w.responsiveness']", "20")
        page.fill("[name='w.customer_feedback']", "20")
        press(page, "保存草案")
        follow(page, "发布方案")
        says(page, "3 名客服按此方案考核")
        press(page, "发布方案")
        page.wait_for_url("**/announcement/")
        says(page, "15.00 → 20.00")
    with stage.as_("agent") as page:
        follow(page, "请看变化并签收")
        press(page, "我已阅读")
        says(page, "已于 2026-09-20")


def _targets_are_sent_confirmed_and_answered(stage: Stage) -> None:
    with stage.as_("supervisor", "/targets/2026-10/agent/") as page:
        cells = page.locator("input[name^='t-'][name$='-satisfaction']")
        cells.nth(0).fill("94")
        cells.nth(1).fill("80")
        press(page, "保存并发送")
        says(page, "不得低于 88.75")
        cells.nth(1).fill("94")
        press(page, "保存并发送")
        says(page, "待确认 2")
    with stage.as_("agent") as page:
        follow(page, "或提议另一个值")
        press(page, "全部确认")
        says(page, "已确认")
    with stage.as_("second_agent", "/targets/mine/2026-10/") as page:
        page.locator("details:has(#value-satisfaction) summary").click()
        page.fill("#value-satisfaction", "92")
        page.fill("#reason-satisfaction", "十月集中交付，新业主多")
        press(page, "发送我的答复")
        says(page, "提议 92")
    with stage.as_("supervisor") as page:
        follow(page, "李静 提议")
        press(page, "采纳 92")
        says(page, "已商定 1 · 已确认 1")


def _evidence_arrives(stage: Stage, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        csv.writer(written).writerows([WORDS, *_orders()])
    with stage.as_("administrator", "/imports/new") as page:
        page.set_input_files("#id_file", file)
        press(page, "上传")
        page.wait_for_url("**/mapping")
        press(page, "校验文件")
        store = page.locator("main form[action$='/store'] button").last
        store.click(timeout=30_000)
        says(page, "已入库")


def _orders() -> Iterator[list[object]]:
    """Three a day for each agent from 10 September to 14 October; 王芳 falls behind in the last week."""
    for day in range(35):
        for place, agent in enumerate(("王芳", "李静", "周倩")):
            slow = agent == "王芳" and day >= 28
            for n in range(3):
                created = datetime(2026, 9, 10, 10, tzinfo=SHANGHAI) + timedelta(
                    days=day, hours=2 * place, minutes=20 * n
                )
                moments = [created + timedelta(minutes=m) for m in (50 if slow else 10, 180, 190)]
                response, completed, rated = (f"{moment:%Y-%m-%d %H:%M}" for moment in moments)
                number = f"GD-{9 * day + 3 * place + n + 1:05d}"
                mark = 3 if slow else 5
                yield [number, f"{created:%Y-%m-%d %H:%M}", response, completed, agent, "已完成", mark, rated]


def _the_running_month_warns(stage: Stage) -> None:
    with stage.as_("supervisor", "/overview/") as page:
        press(page, "立即计算")
        says(page, "68.10")
        says(page, "未结算")
    with stage.as_("agent", "/card/") as page:
        says(page, "未结算")
        says(page, "已得 68.10 ＋ 丢掉 31.90 ＝ 100.00")
    with stage.as_("supervisor") as page:
        follow(page, "王芳：客户满意度")
        page.locator("textarea").first.fill("已面谈，下周每天一起看一次明细")
        press(page, "记录处理")
        says(page, "已处理")


def _a_red_line_is_heard_and_confirmed_twice(stage: Stage) -> None:
    with stage.as_("hr", "/red-lines/rules/") as page:
        press(page, "采用行业常用条目")
    with stage.as_("supervisor", "/red-lines/new/") as page:
        page.select_option("#id_agent", label="李静")
        page.fill("#id_day", "2026-10-12")
        page.select_option("#id_rule", label="3.2 虚构回访记录")
        page.fill("#id_account", "GD-00260 的回访没有录音，系统里记为已回访。")
        press(page, "保存")
        case = page.url.split("localhost")[1].partition("/")[2]
        page.fill("#id_words", "录音清单中没有这通电话")
        press(page, "加入")
        page.fill("#id_hearing_on", "2026-10-15")
        press(page, "发起听证")
    with stage.as_("second_agent") as page:
        follow(page, "请作陈述")
        page.fill("#id_statement", "我打了电话，忘记录音。")
        press(page, "提交陈述")
    with stage.as_("supervisor", f"/{case}") as page:
        page.fill("#id_present", "沈立、李静")
        page.fill("#id_minutes", "本人承认没有打电话。")
        press(page, "听证完成")
    for who, reason in (("hr", "录音缺失，本人承认"), ("hr2", "同意")):
        with stage.as_(who, f"/{case}") as page:
            page.check("#id_verdict_0")
            page.fill("#id_reason", reason)
            press(page, "提交判断")
    with stage.as_("second_agent", f"/{case}") as page:
        says(page, "计入2026 年 10 月的绩效卡")


def _nothing_is_missing_and_the_close_is_scheduled(stage: Stage) -> None:
    with stage.as_("hr", "/months/2026-10/readiness/") as page:
        says(page, "没有缺的、迟的或未决定的")
        says(page, "未开启，需要人工关账")
        page.goto(stage.portal.url("acme", "/months/by-themselves/"))
        page.check("#id_is_on")
        page.fill("#id_wait", "0")
        page.fill("#id_at", "02:00")
        press(page, "保存")
        page.goto(stage.portal.url("acme", "/months/2026-10/readiness/"))
        says(page, "2026-11-04 02:00")


def _the_worker_closes(stage: Stage) -> None:
    """Nobody presses anything."""
    with stage.as_("hr", "/months/2026-10/") as page:
        wait_until(lambda: page.reload() and page.get_by_text("新版本 3 张").count(), what="the scheduled close")
        says(page, "关账完成")


def _the_cards_are_reviewed(stage: Stage) -> None:
    with stage.as_("supervisor") as page:
        follow(page, "复核王芳的绩效卡")
        page.get_by_text("+1", exact=True).first.click()
        says(page, "再加 6.90 分升至 B 级")
        expect(page.get_by_text("68.10 → 69.10")).to_be_visible()
        page.fill("#id_reason", "十月台风夜值守")
        press(page, "提交并看下一份")
        says(page, "已复核 1 / 2")
        press(page, "提交并看下一份")
        says(page, "已复核 2 / 2")


def _a_panel_looks_a_second_time(stage: Stage) -> None:
    """Its members see neither the first points nor each other's; the first reviewer has no vote."""
    with stage.as_("hr", "/months/2026-10/panels/new/") as page:
        page.select_option("#id_by_hand", label="王芳")
        for name in ("沈立", "苏岩", "吴兰"):
            page.get_by_label(name).check()
        press(page, "召集")
        says(page, "0 / 2")
        panel = page.url
    for member, reason in (("other_supervisor", "台风夜连续值守两班"), ("hr2", "排班表与电话记录一致")):
        with stage.as_(member) as page:
            follow(page, "复议王芳")
            says(page, "68.10")
            expect(page.get_by_text("十月台风夜值守")).to_have_count(0)
            page.fill("#id_points", "2")
            page.fill("#id_reason", reason)
            press(page, "提交意见")
    with stage.as_("hr") as page:
        page.goto(panel)
        follow(page, "结束评审")
        says(page, "69.10 → 70.10")
        press(page, "结束评审")
        says(page, "已结束")


def _what_was_entered_is_counted_before_it_is_published(stage: Stage) -> None:
    """Whoever closed last does not publish."""
    address = "/months/2026-10/publish/"
    with stage.as_("hr2", address) as page:
        says(page, "已登记、尚未计入")
        expect(page.get_by_role("button", name="公布")).to_be_disabled()
        press(page, "再次关账")
        wait_until(lambda: page.reload() and page.locator("main tr", has_text=GRADED).count(), what="the second close")
    with stage.as_("hr", address) as page:
        says(page, "2 / 3")
        press(page, "公布")
        expect(page.locator("main tr", has_text=re.compile(r"70\.10\s+\S*\s*C")).first).to_be_visible()


def _the_agent_reads_the_card(stage: Stage) -> None:
    with stage.as_("agent") as page:
        follow(page, "完整绩效卡")
        says(page, "68.10 + 2.00 = 70.10")
        page.wait_for_load_state()
        assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1  # printed by the browser
