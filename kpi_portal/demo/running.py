"""The demo's running month as the night leaves it: everybody's card so far (未结算)."""

from django.utils import timezone

from scoring import running_month


def compute() -> None:
    """Every running month, in this process; one that was just computed is computed again."""
    for record in running_month.running_months(timezone.now()):
        running_month.run(running_month.request_run(month=record.month, by=None, ring=False).pk)
