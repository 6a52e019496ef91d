"""The catalogue of indicators (SCORING §2–4): formulas in code, parameters in plan versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scoring.engine.rules import Direction

Source = Literal["workorders", "surveys", "quality_checks", "ratings", "suggestions", "trainings"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English; documents carry both, so that an old card still prints."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measure that a plan may weigh.

    value = numerator / denominator × ``scale``, in ``unit``. ``rate``: hits of trials, so that a Wilson interval can
    be given. ``zero_is_evidence``: nothing counted is a measured zero, but never carries a card alone (§5).
    """

    code: str
    name: Text
    unit: Text
    better: Direction
    source: Source
    formula: Text
    scale: int = 1
    rate: bool = False
    zero_is_evidence: bool = False


_PERCENT = Text("%", "%")
_MINUTES = Text("分钟", "min")
_POINTS = Text("分", "points")
_ITEMS = Text("条", "items")

_ALL = (
    Indicator(
        code="completion_rate",
        name=Text("工单处理完成率", "Completion rate"),
        unit=_PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "截止时已完成工单数 ÷ 当月首次派单工单数 × 100",
            "orders complete at the cut-off ÷ orders first dispatched in the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    Indicator(
        code="mean_response_minutes",
        name=Text("平均响应时间", "Mean response time"),
        unit=_MINUTES,
        better="lower",
        source="workorders",
        formula=Text(
            "响应分钟数合计 ÷ 当月创建工单数",
            "minutes to the first response, added up ÷ orders created in the month",
        ),
    ),
    Indicator(
        code="satisfaction",
        name=Text("客户满意度", "Customer satisfaction"),
        unit=_POINTS,
        better="higher",
        source="surveys",
        formula=Text(
            "评分合计 ÷ (5 × 评价数) × 100",
            "sum of ratings ÷ (5 × number of answers) × 100",
        ),
        scale=100,
    ),
    Indicator(
        code="etiquette_pass_rate",
        name=Text("服务礼仪合格率", "Etiquette pass rate"),
        unit=_PERCENT,
        better="higher",
        source="quality_checks",
        formula=Text(
            "合格抽检数 ÷ 抽检数 × 100",
            "checks passed ÷ checks × 100",
        ),
        scale=100,
        rate=True,
    ),
    Indicator(
        code="collaboration",
        name=Text("跨部门协作评价", "Collaboration rating"),
        unit=_POINTS,
        better="higher",
        source="ratings",
        formula=Text(
            "各部门平均分合计 ÷ (5 × 部门数) × 100",
            "sum of the departments' mean ratings ÷ (5 × departments) × 100",
        ),
        scale=100,
    ),
    Indicator(
        code="suggestions_adopted",
        name=Text("改进建议采纳数", "Suggestions adopted"),
        unit=_ITEMS,
        better="higher",
        source="suggestions",
        formula=Text(
            "当月被采纳的建议数",
            "suggestions adopted in the month",
        ),
        zero_is_evidence=True,
    ),
    Indicator(
        code="training_attendance",
        name=Text("参训率", "Training attendance"),
        unit=_PERCENT,
        better="higher",
        source="trainings",
        formula=Text(
            "出席场次 ÷ 应到场次 × 100",
            "sessions attended ÷ sessions to attend × 100",
        ),
        scale=100,
        rate=True,
    ),
    Indicator(
        code="training_exam",
        name=Text("考核成绩", "Training exam"),
        unit=_POINTS,
        better="higher",
        source="trainings",
        formula=Text(
            "考核分数合计 ÷ (100 × 考核次数) × 100",
            "sum of exam scores ÷ (100 × exams) × 100",
        ),
        scale=100,
    ),
)

CATALOGUE: Mapping[str, Indicator] = {indicator.code: indicator for indicator in _ALL}
