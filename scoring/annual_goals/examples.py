"""Goals as the trade publishes them, by indicator. What the portal does not measure is offered to the whole company,
whose HR enters its months (``entered``)."""

from collections.abc import Mapping
from decimal import Decimal

from people.models import Site
from scoring.annual_goals.entered import is_entered, of_goals
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


def offered(site: Site | None = None) -> list[str]:
    """What a goal may be set for: indicators that a published plan weighs, and what HR enters for the whole company;
    the examples first."""
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
    weighed = {indicator.code for version in published for indicator in versions.read(version).indicators()}
    known = [*(code for code in EXAMPLES if code in of_goals()), *of_goals()]
    return [code for code in dict.fromkeys(known) if code in weighed or (site is None and is_entered(code))]
