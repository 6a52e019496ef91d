"""What home reads of a month's cards, read once: for the talks that wait and for the figures beside them."""

from kpi_portal.lib.month import Month
from people.models import Account
from reports.overview import Overview


def overview_once(account: Account, month: Month) -> Overview:
    """The same one for all that ask with this account, which lives as long as its request."""
    read: dict[Month, Overview] = account.__dict__.setdefault("_overviews", {})
    return read.setdefault(month, Overview(account, month))
