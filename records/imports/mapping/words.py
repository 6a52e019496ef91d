"""What the words of a column may mean: proposals in Chinese and English, for statuses, priorities, ratings, yes and
no. A proposal is only preselected; the clerk decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kpi_portal.lib.names import NOTHING
from records.imports import cells
from records.imports.fields import Field, FieldType
from records.imports.problems import CellError

from .facts import Column

STATES: Mapping[str, str] = {
    "new": "new open created registered submitted unassigned to_do backlog 新建 新工单 待处理 未处理 待受理 待派单 "
    "待分配 尚未受理 开启 未分配 已创建 已登记 已提交 未领取 待领取 已退回",
    "in_progress": "in_progress pending assigned processing working active waiting_for_support work_in_progress "
    "accepted escalated under_review 处理中 进行中 已受理 已派单 已分配 已接单 受理中 维修中 审批中 待审批 跟进中 "
    "已响应 解决中 待回访",
    "on_hold": "hold on_hold on-hold waiting waiting_for_customer waiting_on_customer waiting_on_third_party "
    "suspended awaiting_info paused 挂起 暂停 已挂起 挂单 已暂停 待业主 等待客户 等待用户 等待回复 等待中 尚未解决",
    "completed": "solved resolved closed completed done fixed finished complete closed_complete 已解决 解决 已完成 "
    "完成 已办结 办结 已关闭 关闭 已结束 已完结 完结 已处理 已归档 审批通过 已通过 通过 已回访 已评价 已结单 结单",
    "reopened": "reopened re-opened 重新打开 已重开 重开 返工 返单 已返单 重新处理",
    "cancelled": "cancelled canceled withdrawn rejected declined wont_do deleted spam closed_incomplete closed_skipped "
    "已取消 取消 已撤销 撤销 已撤回 撤回 作废 已作废 已拒绝 审批拒绝 审批不通过 已驳回 已删除 已终止",
    "duplicate": "duplicate merged closed_as_duplicate 重复 已合并 合并 重复工单",
}
PRIORITIES: Mapping[str, str] = {
    "low": "low lowest minor planning p4 p5 4_-_low 5_-_planning 低 较低 不急 不紧急",
    "normal": "normal medium moderate standard p3 3_-_moderate 普通 一般 中 正常 标准",
    "high": "high major important p2 2_-_high 高 较高 重要 急 较急 加急",
    "urgent": "urgent critical highest blocker emergency p1 p0 1_-_critical 紧急 特急 非常紧急 最高",
}
RATINGS: Mapping[int, str] = {
    100: "very_satisfied excellent great very_good extremely_satisfied good 非常满意 很满意 十分满意 非常好 五星 5星 "
    "优秀 好评",
    75: "satisfied 满意 较满意 比较满意 基本满意 好 四星 4星 良好",
    50: "neutral ok average fair 一般 中立 还行 三星 3星 中评",
    25: "dissatisfied unsatisfied poor 不满意 较不满意 不太满意 二星 2星 差",
    0: "very_dissatisfied very_bad terrible extremely_dissatisfied bad 非常不满意 很不满意 非常差 很差 极不满意 "
    "一星 1星 差评",
}
"""Per cent of the way from the lowest to the highest rating."""
NO_RATING = frozenset(
    "offered unoffered not_offered not_rated no_rating unrated 未评价 未评 未参评 暂无评价 未邀评 已邀评 默认".split()
)
MACHINES = re.compile(r"机器人|智能|自动|系统|小助手|\b(?:ro)?bots?\b|automat|system|\bivr\b|\bai\b", re.IGNORECASE)
STAR = re.compile(r"([0-9](?:\.[0-9])?)\s*(?:星|分|stars?|★)级?|([★⭐]+)☆*")
TRANSLATED = frozenset({FieldType.CHOICE, FieldType.BOOLEAN})


class Word(NamedTuple):
    """A word of a column: in how many rows, and what is proposed for it (None: nobody can tell, empty: nothing)."""

    text: str
    rows: int
    proposal: str | None


def has_words(field: Field) -> bool:
    """Whether the field takes a few words, so that those of a file are shown with what they mean."""
    return field.type in TRANSLATED or is_rating(field)


def is_rating(field: Field) -> bool:
    """Whether words such as 满意 may stand for its numbers."""
    return field.type is FieldType.NUMBER and field.name == "rating"


def words_of(field: Field, columns: Sequence[Column], *, scale: int, missing: Iterable[str] = ()) -> list[Word]:
    """Every word found in the columns of a field. Ratings that are numbers already are none."""
    counts: dict[str, int] = {}
    for column in columns:
        for text, rows in column.words.items():
            if text.casefold() not in missing:
                counts[text] = counts.get(text, 0) + rows
    found = [Word(text, rows, proposal(field, text, scale)) for text, rows in counts.items()]
    return [word for word in found if not (is_rating(field) and is_number(word.text))]


def proposal(field: Field, text: str, scale: int) -> str | None:
    """The code that a word most likely means; what the field reads by itself comes first."""
    word = _key(text)
    if field.type is FieldType.BOOLEAN:
        return "yes" if word in cells.YES else "no" if word in cells.NO else None
    if is_rating(field):
        return _rating(word, scale)
    known = field.words()
    for way in (text.casefold(), word, word.replace("_", " ")):
        if way in known:
            return known[way]
    return next((code for code, words in _table(field).items() if code in known and word in words.split()), None)


def is_number(text: str) -> bool:
    """Whether a rating is one by itself, full-width figures too."""
    return cells.PLAIN_NUMBER.fullmatch(_key(text)) is not None


def is_machine(name: str) -> bool:
    """Whether a responder is called like a machine."""
    return MACHINES.search(name) is not None


def _table(field: Field) -> Mapping[str, str]:
    codes = set(field.choices)
    return STATES if codes & {"completed"} else PRIORITIES if codes & {"urgent"} else {}


def _rating(word: str, scale: int) -> str | None:
    if word in NO_RATING or word in NOTHING:
        return ""
    if found := STAR.fullmatch(word):
        return found[1] or str(len(found[2]))
    share = next((share for share, words in RATINGS.items() if word in words.split()), None)
    if share is None:
        return None
    return str(1 + round((scale - 1) * share / 100))


def _key(text: str) -> str:
    try:
        return "_".join(cells.narrow(text).casefold().split())
    except CellError:
        return text
