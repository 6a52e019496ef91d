"""Import of complaints (SCORING §4): one row is a complaint with the instants of its steps, as far as it has come."""

from collections.abc import Hashable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import pgettext_lazy

from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.models import Batch
from workorders.imports.telling import TAKEN_BACK

from .import_storing import STEPS, Storing
from .import_undoing import undo
from .models import Complaint, Severity, Verdict

TOGETHER = (("closed_at", "is_resolved"), ("called_back_at", "rating"), ("judged_at", "verdict"))
"""An instant and what it says, which come together."""
LATER = ("soothed_at", "understood_at", "closed_at", "called_back_at")


class Complaints(DirectoryKind):
    """One row: a complaint, with what has happened to it so far."""

    code = "complaints"
    verb = "records.import_evidence"
    label = _("Complaints")
    matters = (TAKEN_BACK,)
    fields = (
        Field(name="number", label=_("Complaint number"), type=FieldType.IDENTIFIER, required=True, max_length=100,
              aliases=("投诉编号", "投诉单号", "编号"), synonyms=("complaint id", "ticket id", "case id", "受理编号")),
        Field(name="received_at", label=_("Received"), type=FieldType.INSTANT, required=True,
              aliases=("受理时间", "投诉时间"), synonyms=("created at", "登记时间", "来电时间"),
              help=_("It decides the month.")),
        Field(name="agent", label=_("Handled by"), type=FieldType.IDENTIFIER, example="A012",
              aliases=("处理人", "跟进人", "责任客服", "工号", "姓名"), synonyms=("assignee", "客服", "管家"),
              help=_("Staff number, or the name where it is unique. Empty: nobody is credited.")),
        Field(name="channel", label=_("Source channel"), type=FieldType.CHOICE, aliases=("投诉渠道", "来源", "渠道"),
              choices={"phone": ("电话", "来电", "call"), "wechat": ("微信", "公众号"), "front_desk": ("前台", "来访"),
                       "app": ("APP", "业主APP"), "mail": ("邮件", "email"), "order": ("工单",),
                       "survey": ("回访", "评价"), "hotline": ("12345", "媒体", "热线")},
              labels=dict(Complaint.Channel.choices), help=_("Empty means by phone.")),
        Field(name="severity", label=_("Severity"), type=FieldType.CHOICE, aliases=("投诉级别", "严重程度", "级别"),
              choices={"ordinary": ("一般", "普通", "一般投诉"), "major": ("重大", "严重", "重大投诉")},
              labels=dict(Severity.choices), help=_("Empty means ordinary. Major ones have no 24 hours.")),
        Field(name="is_public", label=_("Public incident"), type=FieldType.BOOLEAN, aliases=("重大舆情", "舆情"),
              help=_("In the media or widely shared; only of major ones.")),
        Field(name="site", label=_("Site"), aliases=("项目", "小区", "项目名称")),
        Field(name="building", label=_("Building"), max_length=60, aliases=("楼栋", "楼号")),
        Field(name="room", label=_("Room"), max_length=200, aliases=("房号", "房间", "位置")),
        Field(name="resident", label=_("Resident"), max_length=100, aliases=("业主", "业主姓名", "投诉人")),
        Field(name="phone", label=_("Phone"), type=FieldType.IDENTIFIER, max_length=40,
              aliases=("电话", "联系电话", "手机")),
        Field(name="words", label=_("What the resident says"), aliases=("投诉内容", "内容", "描述"),
              synonyms=("description",)),
        Field(name="wish", label=_("What the resident wants"), max_length=300, aliases=("诉求",)),
        Field(name="category", label=_("Category"), max_length=60, aliases=("投诉类别", "类别", "分类"),
              help=_("As the company's tree of causes names it; a new one is added there.")),
        Field(name="cause", label=_("Cause"), max_length=60, aliases=("投诉原因", "原因"),
              help=_("Within its category.")),
        Field(name="soothed_at", label=_("Soothed"), type=FieldType.INSTANT, aliases=("安抚时间", "首次联系时间")),
        Field(name="understood_at", label=_("Understood"), type=FieldType.INSTANT, aliases=("了解时间", "核实时间")),
        Field(name="promised_at", label=_("Promised by"), type=FieldType.INSTANT, aliases=("承诺时间", "承诺完成时间")),
        Field(name="closed_at", label=_("Closed at"), type=FieldType.INSTANT,
              aliases=("办结时间", "关闭时间", "解决时间"), synonyms=("closed at", "resolved at", "完成时间")),
        Field(name="is_resolved", label=_("Resolved"), type=FieldType.BOOLEAN, aliases=("是否解决", "已解决"),
              help=_("Whether it was closed as resolved.")),
        Field(name="called_back_at", label=_("Called back at"), type=FieldType.INSTANT, aliases=("回访时间",),
              help=_("The rating counts in the month of this instant.")),
        Field(name="rating", label=_("Satisfaction"), type=FieldType.INTEGER, minimum=1, maximum=5, example="4",
              aliases=("回访满意度", "满意度", "回访评分"), help=_("Of the call-back, from 1 to 5.")),
        Field(name="judged_at", label=pgettext_lazy("complaint", "Decided"), type=FieldType.INSTANT,
              aliases=("决定时间", "责任认定时间"),
              help=_("An upheld complaint counts in the month of this instant.")),
        Field(name="verdict", label=_("Responsibility"), type=FieldType.CHOICE,
              aliases=("责任认定", "投诉是否成立", "责任"),
              choices={"unfounded": ("不成立", "无责"), "agent": ("客服", "客服责任", "有责"),
                       "department": ("协作部门",), "company": ("公司制度", "公司")},
              labels=dict(Verdict.choices)),
        Field(name="against", label=_("Upheld against"), type=FieldType.IDENTIFIER, example="A012",
              aliases=("责任人", "被投诉人"), help=_("The agent, where it is upheld against one.")),
        Field(name="department", label=_("Department"), aliases=("责任部门", "部门"),
              help=_("The department, where it is upheld against one.")),
    )  # fmt: skip
    refers = {"agent": "person", "against": "person", "site": "site", "department": "department"}
    messages = {
        "half_a_step": _noop("A time and what it says come together: this one is empty."),
        "step_before_receipt": _noop("This lies before the complaint was received."),
        "nobody_against": _noop("It is upheld against an agent or a department, but nobody is named."),
        "cause_alone": _noop("There is a cause, but no category that it belongs to."),
        "new_topic": _noop("“%(name)s” is new in the tree of causes."),
        "complaint_begins_again": _noop(
            "Complaint %(number)s is known with another day and another agent or site: the numbers seem to begin again."
        ),
    }

    def check(self, values: Values, note: Note) -> None:
        """Instants and what they say come together, and in order."""
        for at, says in TOGETHER:
            if (values.get(at) is None) != (values.get(says) is None):
                missing = says if values.get(says) is None else at
                note.error(missing, "half_a_step")
        received = values["received_at"]
        for name in (*LATER, "judged_at"):
            instant = values.get(name)
            if isinstance(instant, datetime) and isinstance(received, datetime) and instant < received:
                note.error(name, "step_before_receipt")
        _check_names(values, note)

    def key(self, values: Values) -> Hashable:
        """The number."""
        return values["number"]

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new complaints, and what happened to known ones since."""
        return Storing(context, rows).store()

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its steps is this person's."""
        return STEPS.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void what the batch brought; what stood before stands again."""
        return undo(batch)


def _check_names(values: Values, note: Note) -> None:
    """Who and what is named beside something else."""
    verdict = values.get("verdict")
    whom = {"agent": "against", "department": "department"}.get(str(verdict))
    if whom and not values.get(whom):
        note.error(whom, "nobody_against")
    if values.get("cause") and not values.get("category"):
        note.error("category", "cause_alone")
    if values.get("building") and not values.get("site"):
        note.warning("building", "building_without_site")


KIND = Complaints()
