"""The demo's running month as the night leaves it: everybody's card so far (未结算)."""

from django.utils import timezone

from scoring.running import month


def compute() -> None:
    """Every running month, in this process; one that was just computed is computed again."""
    for record in month.running_months(timezone.now()):
        month.run(month.request_run(month=record.month, by=None, ring=False).pk)
