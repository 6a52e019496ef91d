"""What a file can say about an order: its fields, and which of them are events."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.imports.fields import Field, FieldType
from workorders.imports.synonyms import SYNONYMS
from workorders.models import EventKind, WorkOrder

EVENTS: dict[str, str] = {
    "created_at": EventKind.CREATED,
    "responded_at": EventKind.RESPONDED,
    "accepted_at": EventKind.ACCEPTED,
    "dispatched_at": EventKind.DISPATCHED,
    "started_at": EventKind.STARTED,
    "held_at": EventKind.HELD,
    "resumed_at": EventKind.RESUMED,
    "reopened_at": EventKind.REOPENED,
    "completed_at": EventKind.COMPLETED,
    "called_back_at": EventKind.CALLED_BACK,
    "archived_at": EventKind.ARCHIVED,
    "cancelled_at": EventKind.CANCELLED,
    "marked_duplicate_at": EventKind.MARKED_DUPLICATE,
    "automatic_message_at": EventKind.AUTOMATIC_MESSAGE,
}
"""Field → event, in the order that holds for equal instants. No file maps the last: it is a machine's response."""
DUE = "due_at"
"""A field whose instant is none of the past: until when the order is to be done. Its event lies at the creation."""
SEQUENCE = {field: position for position, field in enumerate(EVENTS, start=1)}

DUPLICATE = "duplicate"
"""A status of files that is no state of an order: merged into another, or the same once more."""
PRIORITIES = {
    WorkOrder.Priority.LOW.value: ("低", "较低"),
    WorkOrder.Priority.NORMAL.value: ("medium", "普通", "一般", "中"),
    WorkOrder.Priority.HIGH.value: ("高", "较高", "重要"),
    WorkOrder.Priority.URGENT.value: ("critical", "emergency", "紧急", "特急"),
}
STATES = {
    WorkOrder.State.NEW.value: ("open", "新建", "待处理", "未处理"),
    WorkOrder.State.IN_PROGRESS.value: ("in progress", "pending", "处理中", "进行中"),
    WorkOrder.State.ON_HOLD.value: ("on hold", "waiting", "挂起", "待业主"),
    WorkOrder.State.COMPLETED.value: ("closed", "resolved", "done", "已完成", "已办结", "已关闭"),
    WorkOrder.State.REOPENED.value: ("re-opened", "重新打开", "重开", "返工"),
    WorkOrder.State.CANCELLED.value: ("canceled", "已取消", "作废"),
    DUPLICATE: ("merged", "重复", "已合并", "合并"),
}
TEXTS = {"room": 200, "category": 120, "channel": 60, "subject": 300, "description": 20_000, "department": 120}


def _instant(name: str, label: object, *aliases: str, required: bool = False) -> Field:
    return Field(name=name, label=label, type=FieldType.INSTANT, required=required, aliases=aliases)  # type: ignore[arg-type]


def _text(name: str, label: object, *aliases: str) -> Field:
    return Field(name=name, label=label, max_length=TEXTS[name], aliases=aliases)  # type: ignore[arg-type]


_FIELDS = (
    Field(
        name="number",
        label=_("Order number"),
        type=FieldType.IDENTIFIER,
        required=True,
        max_length=100,
        aliases=("工单编号", "工单号", "单号", "ticket id", "id"),
        help=_("Together with the source it names the order; the same number again is the same order."),
    ),
    _instant(
        "created_at", pgettext_lazy("instant", "Created"), "创建时间", "受理时间", "报修时间", "created", required=True
    ),
    Field(
        name="agent",
        label=_("Agent"),
        max_length=100,
        aliases=("客服姓名", "责任客服", "客服", "agent name"),
        help=_("Staff number or name of who is responsible; empty if nobody was."),
    ),
    Field(name="responder", label=_("Responder"), max_length=100, aliases=("首次联系人", "响应人")),
    Field(name="first_contact_owner", label=_("First-contact owner"), max_length=100, aliases=("首问责任人",)),
    _instant(
        "responded_at",
        pgettext_lazy("instant", "First response"),
        "首次响应",
        "首次联系",
        "响应时间",
        "first response time",
    ),
    _instant("accepted_at", pgettext_lazy("instant", "Accepted"), "受理"),
    _instant("dispatched_at", pgettext_lazy("instant", "Dispatched"), "派单时间", "派单"),
    _instant("started_at", pgettext_lazy("instant", "Started"), "开始时间", "到场时间"),
    _instant(
        "completed_at", pgettext_lazy("instant", "Completed"), "办结时间", "完工时间", "完成时间", "resolution time"
    ),
    _instant("called_back_at", pgettext_lazy("instant", "Called back"), "回访时间"),
    _instant("archived_at", pgettext_lazy("instant", "Archived"), "归档时间", "关闭时间", "close time"),
    _instant("held_at", pgettext_lazy("instant", "Put on hold"), "挂起时间"),
    _instant("resumed_at", pgettext_lazy("instant", "Resumed"), "恢复时间"),
    _instant("reopened_at", pgettext_lazy("instant", "Re-opened"), "重开时间"),
    _instant("cancelled_at", pgettext_lazy("instant", "Cancelled"), "取消时间"),
    _instant("marked_duplicate_at", pgettext_lazy("instant", "Marked as duplicate"), "重复标记时间"),
    _instant(DUE, _("Due"), "应完成时间", "要求完成时间", "承诺时间"),
    Field(
        name="status",
        label=_("Status"),
        type=FieldType.CHOICE,
        choices=STATES,
        labels={**dict(WorkOrder.State.choices), DUPLICATE: EventKind.MARKED_DUPLICATE.label},
        aliases=("状态", "工单状态"),
        help=_("Checked against the times; a cancelled order or one on hold needs no time of its own."),
    ),
    Field(name="site", label=_("Site"), max_length=100, aliases=("项目", "小区", "项目名称")),
    Field(name="building", label=_("Building"), max_length=60, aliases=("楼栋", "楼号")),
    _text("room", _("Room or place"), "房号", "报修地址", "地址", "location"),
    Field(name="team", label=_("Team"), max_length=100, aliases=("班组", "queue")),
    _text("category", _("Category"), "类别", "工单类别", "topic", "type"),
    Field(
        name="priority",
        label=_("Priority"),
        type=FieldType.CHOICE,
        choices=PRIORITIES,
        labels=dict(WorkOrder.Priority.choices),
        aliases=("优先级", "紧急程度"),
    ),
    Field(name="is_emergency", label=_("Emergency"), type=FieldType.BOOLEAN, aliases=("是否紧急",)),
    _text("channel", _("Source channel"), "来源渠道", "渠道", "来源", "source"),
    _text("subject", _("Subject"), "主题", "标题"),
    _text("description", _("Description"), "描述", "详情", "内容"),
    _text("department", _("Department"), "部门", "处理部门"),
)
FIELDS = tuple(replace(field, synonyms=SYNONYMS.get(field.name, ())) for field in _FIELDS)

# --- the staging table ---
ATTRIBUTES: dict[str, str] = {
    "site_id": "bigint",
    "building_id": "bigint",
    "team_id": "bigint",
    "first_contact_owner_id": "bigint",
    "source_agent_id": "bigint",
    **dict.fromkeys(TEXTS, "text"),
    "priority": "text",
    "is_emergency": "boolean",
}
"""Columns of the order that a file may set, with their types; they bear the same names in `workorders_workorder`."""
DEFAULTS = {**dict.fromkeys(TEXTS, "''"), "priority": "'normal'", "is_emergency": "false"}
ALWAYS = {
    "row": "integer",
    "number": "text",
    "status": "text",
    "flags": "text[]",
    "responder_id": "bigint",
    "dispatched_to_id": "bigint",
    "handed_to_id": "bigint",
    "handed_at": "timestamptz",
    "automatic_responder": "text",
    "due_at": "timestamptz",
    "standard_at": "timestamptz",
}
STAGED = {**ALWAYS, **ATTRIBUTES, **dict.fromkeys(EVENTS, "timestamptz")}


def staged(name: str) -> str:
    """The staged value of an attribute as the order's column holds it."""
    default = DEFAULTS.get(name)
    return f"coalesce(s.{name}, {default})" if default else f"s.{name}"
