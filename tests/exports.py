"""Small files in the shape of the exports that people have. All rows are made up here; only headings and the words of
states are those of the systems, and each export says where these are publicly documented (nothing is copied).

Each tells the same story, as far as its system records it: an order of 2 September answered after 8 minutes and done;
one of 13 September answered after 20 minutes and done the next day; one of 15 September that is still open.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlsxwriter import Workbook


@dataclass(frozen=True)
class Export:
    """One export: its file, and what is in it. `missing` is what no content can tell a newcomer's page."""

    name: str
    file_name: str
    rows: Sequence[Sequence[object]]
    """Titles, headings and records as they stand."""
    profile: str
    """Path of the profile that the portal brings."""
    kind: str = "workorders"
    encoding: str = "utf-8"
    title_rows: int = 0
    minutes: tuple[int, ...] = (8, 20)
    completed: int = 2
    ratings: tuple[int, ...] = ()
    found: tuple[str, ...] = ("number", "created_at", "agent", "completed_at", "status")
    """Fields that are recognised without a profile."""
    missing: tuple[str, ...] = field(default=())
    """Places where the page without a profile still asks."""

    def content(self) -> bytes:
        """The bytes of the file."""
        return _workbook(self.rows) if self.file_name.endswith(".xlsx") else _csv(self.rows, self.encoding)

    @property
    def headings(self) -> Sequence[object]:
        """The row with the column names."""
        return self.rows[self.title_rows]


def _csv(rows: Sequence[Sequence[object]], encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream)
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate(rows):
        if len(row) == 1:
            sheet.merge_range(number, 0, number, len(rows[-1]) - 1, row[0])
        else:
            sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


ZENDESK = Export(
    # Zendesk Support help, “Exporting data”: columns of the ticket CSV; ticket statuses: “About ticket fields”.
    "zendesk",
    "zendesk_tickets.csv",
    [
        ["Id", "Requester", "Assignee", "Group", "Subject", "Status", "Priority", "Via", "Created at", "Solved at",
         "Satisfaction Score", "First reply time in minutes"],
        ["7001", "Resident 1", "王芳", "Front desk", "Lift", "Solved", "Normal", "Web form", "2026-09-02 10:30",
         "2026-09-02 15:30", "Good", "8"],
        ["7002", "Resident 2", "李静", "Front desk", "Heating", "Closed", "Urgent", "Mail", "2026-09-13 09:00",
         "2026-09-14 09:00", "Bad", "20"],
        ["7003", "Resident 3", "李静", "Front desk", "Gate", "Hold", "Low", "Mail", "2026-09-15 09:00", "",
         "Offered", ""],
    ],
    "workorders/profiles/zendesk.toml",
    ratings=(5, 1),
    found=("number", "created_at", "agent", "responded_at", "completed_at", "status", "priority", "rating"),
    missing=("answered_at",),
)  # fmt: skip
FRESHDESK = Export(
    # Freshdesk solution articles, “Exporting ticket data”; status and priority words: Freshdesk API, “Tickets”.
    "freshdesk",
    "tickets-september.csv",
    [
        ["Ticket ID", "Subject", "Status", "Priority", "Source", "Type", "Agent", "Group", "Created time",
         "Resolved time", "Closed time", "Initial response time", "Survey results"],
        ["301", "Lift", "Closed", "Medium", "Phone", "Incident", "王芳", "Support", "2026-09-02 10:30:00",
         "2026-09-02 15:30:00", "2026-09-03 10:00:00", "2026-09-02 10:38:00", "5"],
        ["302", "Heating", "Resolved", "High", "Email", "Incident", "李静", "Support", "2026-09-13 09:00:00",
         "2026-09-14 09:00:00", "", "2026-09-13 09:20:00", ""],
        ["303", "Gate", "Waiting on Customer", "Low", "Email", "Question", "李静", "Support", "2026-09-15 09:00:00",
         "", "", "", ""],
    ],
    "workorders/profiles/freshdesk.toml",
    ratings=(5,),
    found=("number", "created_at", "agent", "responded_at", "completed_at", "archived_at", "status", "rating"),
    missing=("answered_at",),
)  # fmt: skip
JIRA = Export(
    # Atlassian support, “Export search results” and the data pipeline's export schema; dates in Jira's own look.
    "jira",
    "jira_issues.csv",
    [
        ["Summary", "Issue key", "Issue id", "Issue Type", "Status", "Priority", "Assignee", "Reporter", "Created",
         "Resolved"],
        ["Lift", "SD-11", "10011", "Service Request", "Done", "Medium", "王芳", "r1", "02/Sep/26 10:30 AM",
         "02/Sep/26 3:30 PM"],
        ["Heating", "SD-12", "10012", "Incident", "Resolved", "Highest", "李静", "r2", "13/Sep/26 9:00 AM",
         "14/Sep/26 9:00 AM"],
        ["Gate", "SD-13", "10013", "Incident", "Waiting for customer", "Low", "李静", "r3", "15/Sep/26 9:00 AM", ""],
    ],
    "workorders/profiles/jira_service_management.toml",
    minutes=(),
)  # fmt: skip
SERVICENOW = Export(
    # ServiceNow product documentation, incident table: labels of fields, states and priorities.
    "servicenow",
    "incident.csv",
    [
        ["Number", "Opened", "Short description", "Caller", "Priority", "State", "Category", "Assignment group",
         "Assigned to", "Resolved", "Closed"],
        ["INC0010001", "2026-09-02 10:30:00", "Lift", "R1", "3 - Moderate", "Closed", "Facility", "Desk", "王芳",
         "2026-09-02 15:30:00", "2026-09-05 10:00:00"],
        ["INC0010002", "2026-09-13 09:00:00", "Heating", "R2", "1 - Critical", "Resolved", "Facility", "Desk", "李静",
         "2026-09-14 09:00:00", ""],
        ["INC0010003", "2026-09-15 09:00:00", "Gate", "R3", "4 - Low", "On Hold", "Facility", "Desk", "李静", "", ""],
    ],
    "workorders/profiles/servicenow.toml",
    minutes=(),
)  # fmt: skip
UDESK = Export(
    # Udesk help centre, “工单系统”: 工单主题, 受理客服, states; no public page lists the file's columns whole.
    "udesk",
    "udesk工单导出.csv",
    [
        ["工单编号", "工单主题", "受理客服", "受理客服组", "创建时间", "首次响应时间", "解决时间", "工单状态",
         "优先级", "满意度评价"],
        ["＃２６０９０１", "电梯", "王芳", "一组", "2026年09月02日 10时30分", "2026年09月02日 10时38分",
         "2026年09月02日 15时30分", "已解决", "标准", "非常满意"],
        ["＃２６０９１３", "暖气", "李静", "一组", "2026年09月13日 09时00分", "2026年09月13日 09时20分",
         "2026年09月14日 09时00分", "已关闭", "紧急", "一般"],
        ["＃２６０９１５", "门禁", "李静", "一组", "2026年09月15日 09时00分", "", "", "解决中", "高", ""],
    ],
    "workorders/profiles/udesk.toml",
    encoding="gb18030",
    ratings=(5, 3),
    found=("number", "created_at", "agent", "responded_at", "completed_at", "status", "priority", "rating"),
    missing=("answered_at",),
)  # fmt: skip
QIYU = Export(
    # 网易七鱼 developer guide, “工单系统”: 工单ID, 分类, the states 已提交 待申领 处理中 已完结 已挂起.
    "qiyu",
    "七鱼工单.csv",
    [
        ["工单ID", "工单标题", "工单分类", "工单状态", "优先级", "受理客服", "受理分组", "创建时间",
         "首次响应时长（秒）", "完结时间",
         "满意度"],
        ["9001", "电梯", "报修", "已完结", "一般", "王芳", "一组", "2026-09-02 10:30:00", "480", "2026-09-02 15:30:00",
         "满意"],
        ["9002", "暖气", "报修", "已完结", "紧急", "李静", "一组", "2026-09-13 09:00:00", "1200", "2026-09-14 09:00:00",
         "不满意"],
        ["9003", "门禁", "报修", "已挂起", "一般", "李静", "一组", "2026-09-15 09:00:00", "", "", ""],
    ],
    "workorders/profiles/qiyu.toml",
    ratings=(4, 2),
    found=("number", "created_at", "agent", "responded_at", "completed_at", "status", "priority", "rating"),
    missing=("answered_at",),
)  # fmt: skip
SOBOT = Export(
    # 智齿客服 help centre, “工单中心”: the states 尚未受理 受理中 等待回复 已解决 已关闭; no public list of columns.
    "sobot",
    "智齿工单.csv",
    [
        ["工单编号", "工单标题", "工单分类", "工单状态", "优先级", "受理坐席", "受理技能组", "创建时间",
         "首次响应时长", "解决时间"],
        ["20260902001", "电梯", "报修", "已解决", "中", "王芳", "一组", "2026-09-02 10:30:00", "00:08:00",
         "2026-09-02 15:30:00"],
        ["20260913001", "暖气", "报修", "已关闭", "紧急", "李静", "一组", "2026-09-13 09:00:00", "00:20:00",
         "2026-09-14 09:00:00"],
        ["20260915001", "门禁", "报修", "尚未受理", "低", "", "一组", "2026-09-15 09:00:00", "", ""],
    ],
    "workorders/profiles/sobot.toml",
    found=("number", "created_at", "agent", "responded_at", "completed_at", "status", "priority"),
)  # fmt: skip
QDING = Export(
    # 千丁 describes 报事 (report, dispatch, take, done, rate) on its product pages; no public list of columns.
    "qding",
    "千丁报事明细.xlsx",
    [
        ["翠湖物业 2026年9月 报事明细"],
        ["导出时间：2026-10-01 09:00"],
        ["报事单号", "项目名称", "房产名称", "报事类型", "报事来源", "报事时间", "派单时间", "接单时间",
         "完成时间", "处理人",
         "工单状态", "评价星级", "评价时间"],
        ["BS001", "翠湖花园", "3-2-1102", "电梯", "APP", "2026-09-02 10:30", "2026-09-02 10:35", "2026-09-02 10:38",
         "2026-09-02 15:30", "王芳", "已完成", "5星", "2026-09-02 18:00"],
        ["BS002", "翠湖花园", "1-1-101", "暖气", "电话", "2026-09-13 09:00", "2026-09-13 09:10", "2026-09-13 09:20",
         "2026-09-14 09:00", "李静", "已评价", "3星", "2026-09-14 10:00"],
        ["BS003", "翠湖花园", "2-1-301", "门禁", "APP", "2026-09-15 09:00", "", "", "", "李静", "待派单", "", ""],
    ],
    "workorders/profiles/qding.toml",
    title_rows=2,
    ratings=(5, 3),
    found=("number", "site", "room", "created_at", "dispatched_at", "responded_at", "completed_at", "agent", "rating"),
)  # fmt: skip
DINGTALK = Export(
    # 钉钉 help, “审批数据导出”: the fixed columns before those of the form itself; the last three are the form's.
    "dingtalk",
    "报修审批.xlsx",
    [
        ["审批编号", "标题", "审批状态", "审批结果", "发起时间", "完成时间", "发起人姓名", "发起人部门",
         "历史审批人姓名",
         "审批耗时", "项目", "问题描述", "责任客服"],
        ["202609021030000001", "张三提交的报修", "完成", "同意", "2026-09-02 10:30:00", "2026-09-02 15:30:00", "张三",
         "工程部", "李四", "05:00:00", "翠湖花园", "电梯", "王芳"],
        ["202609130900000002", "张三提交的报修", "完成", "同意", "2026-09-13 09:00:00", "2026-09-14 09:00:00", "张三",
         "工程部", "李四", "24:00:00", "翠湖花园", "暖气", "李静"],
        ["202609150900000003", "张三提交的报修", "审批中", "", "2026-09-15 09:00:00", "", "张三", "工程部", "", "",
         "翠湖花园", "门禁", "李静"],
    ],
    "workorders/profiles/dingtalk_approvals.toml",
    minutes=(),
    found=("number", "created_at", "completed_at", "agent", "status", "site", "description"),
)  # fmt: skip
WECOM = Export(
    # 企业微信 developer centre, “审批”: 审批编号, 申请提交时间, the states 审批中 已通过 已驳回 已撤销.
    "wecom",
    "企业微信审批.csv",
    [
        ["审批编号", "提交时间", "申请人", "申请人部门", "当前审批状态", "审批完成时间", "项目", "问题描述",
         "责任客服"],
        ["202609020001", "2026/9/2 10:30", "张三", "客服部", "已通过", "2026/9/2 15:30", "翠湖花园", "电梯", "王芳"],
        ["202609130001", "2026/9/13 9:00", "张三", "客服部", "已通过", "2026/9/14 9:00", "翠湖花园", "暖气", "李静"],
        ["202609150001", "2026/9/15 9:00", "张三", "客服部", "审批中", "", "翠湖花园", "门禁", "李静"],
    ],
    "workorders/profiles/wecom_approvals.toml",
    minutes=(),
    found=("number", "created_at", "completed_at", "agent", "status", "site", "description"),
)  # fmt: skip
CALLS = Export(
    # A call centre's workbook as property companies keep it: no system's export, so no public page of its columns.
    "calls",
    "呼叫中心话务明细.xlsx",
    [
        ["96123 呼叫中心 九月话务明细"],
        ["流水号", "来电时间", "坐席姓名", "技能组", "排队时长", "挂机时间", "业务类型", "满意度"],
        ["C1", "02/09/2026 10:30", "王芳", "早班", "08:00", "02/09/2026 15:30", "报修", "非常满意"],
        ["C2", "13/09/2026 09:00", "李静", "早班", "20:00", "14/09/2026 09:00", "投诉", "不满意"],
        ["C3", "15/09/2026 09:00", "李静", "晚班", "", "", "咨询", "未评价"],
    ],
    "workorders/profiles/call_centre.toml",
    title_rows=1,
    ratings=(5, 2),
    found=("number", "created_at", "agent", "responded_at", "completed_at", "rating"),
    missing=("responded_at", "answered_at"),
)  # fmt: skip
FORM = Export(
    # 钉钉 智能填表 and 企业微信 收集表 put number and time of sending before the questions, the company's own.
    "form",
    "满意度回访表.csv",
    [
        ["序号", "提交时间", "报修单号", "服务人员", "满意度", "意见"],
        ["1", "2026-09-03 09:00:00", "G-1", "王芳", "非常满意", "快"],
        ["2", "2026-09-14 12:00:00", "G-2", "李静", "一般", ""],
    ],
    "evidence/surveys/profiles/satisfaction_form.toml",
    kind="surveys",
    minutes=(),
    completed=0,
    ratings=(5, 3),
    found=("number", "answered_at", "order_number", "agent", "rating", "comment"),
)  # fmt: skip
EXPORTS = (
    ZENDESK, FRESHDESK, JIRA, SERVICENOW, UDESK, QIYU, SOBOT, QDING, DINGTALK, WECOM, CALLS, FORM,
)  # fmt: skip
