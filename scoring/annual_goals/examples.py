"""Goals as the trade publishes them, by indicator. Those of indicators that the portal does not measure yet are offered
once it does: a gauge without evidence would be somebody's opinion."""

from collections.abc import Mapping
from decimal import Decimal

from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import versions

EXAMPLES: Mapping[str, Decimal] = {
    "satisfaction": Decimal(95),
    "mean_response_minutes": Decimal(15),
    "completion_rate": Decimal(98),
    "complaint_handled_rate": Decimal(100),
    "complaint_callback_satisfaction": Decimal(95),
    "fee_collection_rate": Decimal(96),
    "training_attendance": Decimal(100),
    "opinion_incidents": Decimal(0),
}
"""满意度, 响应, 完成率, 投诉处理, 回访满意, 收缴率, 培训覆盖, 重大投诉, in the order of the page."""


def offered() -> list[str]:
    """Indicators that a goal may be set for: those that a published plan weighs, the examples first."""
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
    weighed = {indicator.code for version in published for indicator in versions.read(version).indicators()}
    known = [*(code for code in EXAMPLES if code in definitions()), *definitions()]
    return [code for code in dict.fromkeys(known) if code in weighed]
