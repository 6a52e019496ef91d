"""People of whom no contact of the month was checked yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account, Person
from people.visibility import sees_everybody
from records.months import COMPLETION_GRACE

from .models import QualityCheck

BEFORE_THE_END = timedelta(days=10)
"""So long before the month ends missing checks are told."""
MONTHS_BACK = 3


@tasks_for("evidence.check")
def missing(account: Account, now: datetime) -> Iterator[Group]:
    """Of the people whose contacts the account checks, from ten days before the month's end to its cut-off, where the
    company checks contacts at all (in one of the three months before)."""
    month = Month.of_day((now - COMPLETION_GRACE).date())
    start, end = month.bounds(cast(ZoneInfo, now.tzinfo))
    if sees_everybody(account) or now < end - BEFORE_THE_END:
        return
    names = _unchecked(account, month, start, end)
    label = _("Quality checks of %(month)s") % {"month": date_format(month.first_day, "YEAR_MONTH_FORMAT")}
    tasks = (_task(month, names),) if names else ()
    yield Group(label=label, act=_("Check a contact"), due=end + COMPLETION_GRACE, tasks=tasks)


def _unchecked(account: Account, month: Month, start: datetime, end: datetime) -> list[str]:
    checks = QualityCheck.objects.standing()
    back = month.plus(-MONTHS_BACK).first_day
    usual = checks.filter(contact_at__date__gte=back, contact_at__lt=start)
    own = checks.filter(agent=OuterRef("pk"), contact_at__gte=start, contact_at__lt=end)
    people = Person.objects.contacted(account, month).posted_in(month).exclude(pk=account.person_id)
    return list(people.filter(~Exists(own), Exists(usual)).in_chinese_order().values_list("name", flat=True))


def _task(month: Month, names: list[str]) -> Task:
    number = len(names)
    return Task(
        key=f"checks:{month}",
        sentence=ngettext("%(n)s person has no quality check yet", "%(n)s people have no quality check yet", number)
        % {"n": number},
        reason=_(", ").join(names[:LISTED]) + (" …" if number > LISTED else ""),
        href=reverse("evidence:record_check"),
        badge=_("to check"),
        tone="warn",
    )
