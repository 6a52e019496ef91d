"""What the demo company wants to reach in the year of its last closed month."""

from decimal import Decimal

from people.models import Account, Site
from scoring.annual_goals import verbs
from scoring.annual_goals.examples import EXAMPLES, offered
from scoring.annual_goals.verbs import Wanted
from scoring.models import AnnualGoal


def set_them() -> None:
    """Mostly the trade's examples for the company, one changed once, and a stricter one at its first site."""
    if AnnualGoal.objects.exists():
        return
    hr, year = Account.objects.get(person__staff_number="H01"), verbs.running_year()
    goals = {code: value for code, value in EXAMPLES.items() if code in offered()} | {"completion_rate": Decimal(96)}
    first = Site.objects.order_by("code")[0]
    verbs.set_goals(Wanted(year, None, goals | {"satisfaction": Decimal(93)}), reason="", by=hr)
    verbs.set_goals(Wanted(year, None, goals), reason="年中经营会上调", by=hr)
    verbs.set_goals(Wanted(year, first, {"mean_response_minutes": Decimal(12)}), reason="", by=hr)
