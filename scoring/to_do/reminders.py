"""What HR reminded somebody of: a month that waits for them (SCORING §9)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.access import LEADS
from people.models import Account
from records.models import BEFORE_COMPUTED
from scoring.models import MonthReminder
from scoring.to_do.months import named


@tasks_for("scoring.view_months")
def of_months(account: Account, now: datetime) -> Iterator[Group]:
    """Months not closed yet of which the account's person was reminded; until their cut-off. Only leaders are."""
    if not account.has_role(*LEADS):
        return
    reminders = MonthReminder.objects.filter(person=account.person_id, month__state__in=BEFORE_COMPUTED)
    for reminder in reminders.select_related("month", "sent_by__person").order_by("month__first_day"):
        month = reminder.month.month
        task = Task(
            key=f"reminder:{month}",
            sentence=_("%(month)s waits for what you and your people hand in") % {"month": named(month)},
            reason=_("%(name)s reminds you; the page says what is missing") % {"name": reminder.sent_by},
            href=reverse("scoring:readiness", args=[month]),
            badge=f"{reminder.sent_at.astimezone(now.tzinfo):%m-%d}",
            tone="warn",
        )
        label = _("Reminders of %(month)s") % {"month": named(month)}
        yield Group(label=label, act=_("See what is missing"), tasks=(task,), due=reminder.month.cutoff_at)
