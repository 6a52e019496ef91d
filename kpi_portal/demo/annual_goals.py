"""What the demo company wants to reach in the year of its last closed month."""

from decimal import Decimal
from functools import partial

from people.models import Account, Site
from scoring.annual_goals import figures, verbs
from scoring.annual_goals.examples import EXAMPLES, offered
from scoring.annual_goals.figures import Figure
from scoring.annual_goals.verbs import Wanted
from scoring.models import AnnualGoal

DUE = Decimal(842_600)
"""Yuan that the demo company's residents owe for a month."""


def set_them() -> None:
    """Mostly the trade's examples for the company, one changed once, and a stricter one at its first site."""
    if AnnualGoal.objects.exists():
        return
    hr, year = Account.objects.get(person__staff_number="H01"), verbs.running_year()
    goals = {code: value for code, value in EXAMPLES.items() if code in offered()} | {"completion_rate": Decimal(96)}
    first = Site.objects.order_by("code")[0]
    verbs.set_goals(Wanted(year, None, goals | {"satisfaction": Decimal(93)}), reason="", by=hr)
    verbs.set_goals(Wanted(year, None, goals), reason="年中经营会上调", by=hr)
    _enter_months(year, hr)
    verbs.set_goals(Wanted(year, first, {"mean_response_minutes": Decimal(12)}), reason="", by=hr)


def _enter_months(year: int, hr: Account) -> None:
    """收缴率: what is due and received for each month that is over but the last, one corrected."""
    over = figures.missing(year, ["fee_collection_rate"]).get("fee_collection_rate", [])
    for number, month in enumerate(over[:-1]):
        received = DUE * (93 + number % 5) / 100
        enter = partial(figures.enter, month=month, code="fee_collection_rate", by=hr)
        enter(figure=Figure(received, DUE, f"收费系统月报 {month}"))
        if number == 1:
            enter(figure=Figure(received + 12600, DUE, f"收费系统月报 {month}，补登银行代扣一笔"))
