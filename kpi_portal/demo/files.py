"""The files of the demo: one CSV per kind and month, with the columns a property company's systems would export."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from kpi_portal.demo import words
from kpi_portal.demo.company import TEAMS, Agent, Company, Team
from kpi_portal.demo.decisions import Adjustment, Target
from kpi_portal.demo.feedback import Answer, Rating
from kpi_portal.demo.orders import Order
from kpi_portal.demo.quality import Attendance, Check, Idea
from kpi_portal.lib.month import Month

Row = Sequence[object]
KIND_NAMES = {"residential": "普通住宅", "premium": "高端住宅", "commercial": "商业写字楼"}
PEOPLE = ("工号", "姓名", "部门")
POSTINGS = ("工号", "姓名", "项目编码", "项目名称", "项目类型", "班组", "班组长工号", "岗位", "起始日", "结束日")
LEAVE = ("工号", "姓名", "起始日", "结束日", "事由")
BONUS_BASES = ("工号", "姓名", "起始月份", "奖金基数")
EVENTS = (
    ("响应时间", "responded"), ("受理时间", "accepted"), ("派单时间", "dispatched"),
    ("开工时间", "started"), ("挂起时间", "held"), ("恢复时间", "resumed"), ("完成时间", "completed"),
    ("重开时间", "reopened"), ("回访时间", "called_back"), ("归档时间", "archived"), ("取消时间", "cancelled"),
    ("重复标记时间", "marked_duplicate"), ("豁免时间", "exempted"),
)  # fmt: skip
REASONS = (
    ("挂起原因", "held"), ("重开原因", "reopened"), ("取消原因", "cancelled"), ("重复原因", "marked_duplicate"),
    ("豁免原因", "exempted"),
)  # fmt: skip
WORK_ORDERS = (
    "工单编号", "项目编码", "楼栋", "房号", "班组", "类别", "事项", "描述", "优先级", "是否紧急", "来源渠道",
    "承办部门", "首接人工号", "创建时间", "响应人工号", "派单给", "豁免人工号",
    *(name for name, _ in EVENTS), *(name for name, _ in REASONS),
)  # fmt: skip
SURVEYS = ("答卷编号", "工单编号", "客服工号", "项目编码", "作答时间", "评分", "评论")
CHECKS = (
    "质检编号",
    "工号",
    "姓名",
    "联系时间",
    "工单编号",
    "定稿时间",
    "质检人工号",
    *(item[0] for item in words.CHECKLIST),
    "备注",
)
RATINGS = ("评价编号", "月份", "客服工号", "客服姓名", "评价部门", "评价人工号", "评分", "评论")
SUGGESTIONS = (
    "建议编号", "工号", "姓名", "标题", "内容", "提交时间", "决定", "决定时间",
    "实施日期", "做了什么", "实施前", "实施后",
)  # fmt: skip
TRAININGS = ("场次编号", "培训名称", "培训时间", "有考试", "工号", "姓名", "出勤", "考试次数", "成绩")
TARGETS = ("编号", "月份", "指标", "工号", "班组", "项目编码", "目标值")
ADJUSTMENTS = ("编号", "月份", "工号", "类型", "分值", "原因", "证据", "登记人工号")


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> Path | None:
    """Write the file as Excel in China would read it (UTF-8 with BOM); no rows, no file."""
    lines = [[_cell(value) for value in row] for row in rows]
    if not lines:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([list(columns), *lines])
    return path


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def people(company: Company) -> list[Row]:
    """Everybody, in the order of their numbers."""
    agents = [agent.staff for agent in company.agents]
    everybody = [*agents, *company.supervisors, *company.colleagues, *company.office]
    return [(person.number, person.name, person.department) for person in everybody]


def postings(company: Company, until: Month) -> list[Row]:
    """Agents' and supervisors' postings that begin by the end of the month `until`."""
    rows: list[Row] = []
    start = min(posting.first_day for agent in company.agents for posting in agent.postings)
    for team, leader in zip(TEAMS, company.supervisors, strict=True):
        rows.append((leader.number, leader.name, *_place(team), "主管", start, None))
    for agent in company.agents:
        for posting in agent.postings:
            if posting.first_day <= until.last_day:
                end = posting.last_day if posting.last_day and posting.last_day <= until.last_day else None
                place = _place(posting.team)
                rows.append((agent.number, agent.staff.name, *place, "客服", posting.first_day, end))
    return rows


def _place(team: Team) -> Row:
    return (team.site.code, team.site.name, KIND_NAMES[team.site.kind], team.name, team.supervisor)


def leave(company: Company, month: Month) -> list[Row]:
    """Unpaid leave that begins in the month."""
    return [
        (agent.number, agent.staff.name, *agent.leave, "个人事务")
        for agent in company.agents
        if agent.leave and agent.leave[0].year == month.year and agent.leave[0].month == month.month
    ]


def bonus_bases(company: Company, month: Month, first: Month) -> list[Row]:
    """The bonus base of everybody who starts in the month; in the ``first`` of whoever was there before."""
    return [
        (agent.number, agent.staff.name, month, f"{agent.bonus_base}.00")
        for agent in company.agents
        if max(Month.of_day(agent.postings[0].first_day), first) == month
    ]


def work_orders(orders: list[Order]) -> list[Row]:
    """The orders with every event in a column of its own, and the one agent who was or is responsible."""
    return [
        (
            order.number, order.team.site.code, order.building, order.room, order.team.name, order.trouble.category,
            order.subject, order.description, order.priority, order.trouble.emergency, order.channel,
            order.trouble.department, order.responder if "responded" in order.at else "", order.created,
            order.responder if "responded" in order.at else "", order.agent.number if "dispatched" in order.at else "",
            order.team.supervisor if "exempted" in order.at else "",
            *(order.at.get(name) for _, name in EVENTS),
            *(order.reasons.get(name, "") if name in order.at else "" for _, name in REASONS),
        )
        for order in orders
    ]  # fmt: skip


def surveys(answers: list[Answer]) -> list[Row]:
    """Answers, the agent as frozen when the order was completed."""
    return [
        (
            answer.number, answer.order.number, answer.order.agent.number, answer.order.team.site.code,
            answer.answered, answer.rating, answer.comment,
        )
        for answer in answers
    ]  # fmt: skip


def quality_checks(checks: list[Check]) -> list[Row]:
    """One row per check, one column per item of the checklist."""
    return [
        (
            check.number, *_who(check.agent), check.contact, check.order, check.final, check.checker, *check.outcomes,
            check.note,
        )
        for check in checks
    ]  # fmt: skip


def ratings(found: list[Rating], month: Month) -> list[Row]:
    """One row per rating."""
    return [
        (each.number, month, *_who(each.agent), each.rater.department, each.rater.number, each.rating, each.comment)
        for each in found
    ]


def suggestions(ideas: list[Idea]) -> list[Row]:
    """One row per suggestion."""
    return [
        (idea.number, *_who(idea.agent), idea.title, idea.text, idea.submitted, idea.decision, idea.decided, *idea.done)
        for idea in ideas
    ]


def trainings(attendances: list[Attendance]) -> list[Row]:
    """One row per invited agent and session; a re-sit is a row of its own."""
    return [
        (each.session, each.title, each.held, each.has_exam, *_who(each.agent), each.status, each.attempt, each.score)
        for each in attendances
    ]


def targets(found: list[Target], month: Month) -> list[Row]:
    """One row per target."""
    return [(each.number, month, each.indicator, each.agent, each.team, each.site, each.value) for each in found]


def adjustments(found: list[Adjustment], month: Month) -> list[Row]:
    """One row per entry."""
    return [
        (each.number, month, each.agent, each.kind, each.points, each.reason, each.evidence, each.author)
        for each in found
    ]


def _who(agent: Agent) -> tuple[str, str]:
    return agent.number, agent.staff.name
