"""HR reminds who holds a month up; the person's first page says so until the month is closed (SCORING §9)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit, months
from records.models import BEFORE_COMPUTED
from scoring.models import MonthReminder


@transaction.atomic
def remind(*, month: Month, person: Person, by: Account) -> MonthReminder:
    """Tell this person that the month waits for them. Raises Refused."""
    refuse_for_oneself(by, person.pk)
    record = months.record_for(month)
    if record.state not in BEFORE_COMPUTED:
        sentence = _("%(month)s was closed; nobody is waited for any more.")
        raise Refused(sentence, code="computed", params={"month": month})
    sent = {"sent_by": by, "sent_at": timezone.now()}
    reminder, _made = MonthReminder.objects.update_or_create(month=record, person=person, defaults=sent)
    audit.record(by=by, verb="scoring.remind_of_month", subject=record, detail={"month": month, "name": person.name})
    return reminder
