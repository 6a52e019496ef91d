"""What the demo's sites announce for the month after the running one (SCORING §6)."""

from decimal import Decimal

from kpi_portal.lib.month import Month
from people.models import Account, Site
from scoring.models import SiteEvent
from scoring.site_calendar import verbs
from scoring.site_calendar.verbs import Wanted


def announce(month: Month) -> None:
    """A handover at the first site in the month's first half, and the renewal of contracts everywhere, all month."""
    if SiteEvent.objects.exists():
        return
    hr = Account.objects.get(person__staff_number="H01")
    first = Site.objects.order_by("code")[0]
    middle = month.first_day.replace(day=15)
    handover = Wanted(first, "handover", "二期集中交付", month.first_day, middle, {"responsiveness": Decimal(12)})
    renewal = Wanted(None, "renewal", "", month.first_day, month.last_day, {"customer_feedback": Decimal(3)})
    for wanted in (handover, renewal):
        verbs.enter_event(wanted, by=hr)
