"""A program that the demo's order system would be: its key ends soon, so that an administrator has something to do."""

from people.models import Account
from records.keys import verbs
from records.models import ApiKey


def give_keys() -> None:
    """One key, whose words nobody kept."""
    if ApiKey.objects.exists():
        return
    by = Account.objects.get(person__staff_number="G01")
    scopes = ["push:workorders", "push:surveys", "push:complaints", "read:months"]
    verbs.make(by=by, name="物业工单系统", scopes=scopes, days=12, calls_per_minute=60)
