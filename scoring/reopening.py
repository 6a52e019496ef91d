"""Opening a month again (SCORING §9; PROMISES 10): one person asks with a reason, another confirms.

A month that is only computed can be closed again without it; opening it again is for its targets, which stand once it
was computed (§5). The month is computed again afterwards: its facts may change, a new close makes new versions of the
cards that changed, and it is published and made final once more. Earlier versions stay and verify for ever.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, ledger
from records.models import MonthRecord, MonthState
from scoring.computed import is_computed
from scoring.models import MonthReopening

CAN_BE_REOPENED = (
    MonthState.COMPUTED,
    MonthState.IN_REVIEW,
    MonthState.PUBLISHED,
    MonthState.FINAL,
    MonthState.PAID_OUT,
)
SHOWN = (MonthState.PUBLISHED, MonthState.FINAL, MonthState.PAID_OUT)


@transaction.atomic
def ask_to_reopen(*, month: Month, by: Account, reason: str) -> MonthReopening:
    """Ask for it; nothing changes yet. Raises Refused."""
    record = _reopenable(month)
    if not reason.strip():
        raise Refused(_("Say why the month has to be opened again."), code="no_reason")
    if waiting(record):
        raise Refused(_("Re-opening %(month)s was asked for already."), code="asked_already", params={"month": month})
    asked = MonthReopening.objects.create(month=record, reason=reason.strip(), asked_by=by)
    audit.record(by=by, verb="scoring.ask_to_reopen", subject=record, detail={"month": month, "reason": asked.reason})
    return asked


@transaction.atomic
def confirm_reopening(*, month: Month, by: Account) -> MonthRecord:
    """Open the month, as the second person. Raises Refused."""
    record = _reopenable(month)
    asked = waiting(record)
    if asked is None:
        raise Refused(_("Nobody asked for %(month)s to be opened again."), code="not_asked", params={"month": month})
    if asked.asked_by_id == by.pk:
        raise Refused(_("A second person has to confirm; you asked for it yourself."), code="second_person")
    asked.confirmed_by, asked.confirmed_at = by, timezone.now()
    asked.save(update_fields=["confirmed_by", "confirmed_at"])
    record.state = MonthState.COMPUTED if record.state in SHOWN else record.state
    record.published_at, record.published_by, record.finalised_at, record.finalised_by = None, None, None, None
    record.save(update_fields=["state", "published_at", "published_by", "finalised_at", "finalised_by"])
    body = {"asked_by": asked.asked_by.username, "confirmed_by": by.username, "reason": asked.reason}
    ledger.append(kind="reopen", month=str(month), body=body)
    audit.record(by=by, verb="scoring.reopen_month", subject=record, detail={"month": month, "reason": asked.reason})
    return record


@transaction.atomic
def withdraw_reopening(*, month: Month, by: Account) -> MonthRecord:
    """Take the request back, or decline it as somebody else. Raises Refused."""
    record = _reopenable(month)
    asked = waiting(record)
    if asked is None:
        raise Refused(_("Nobody asked for %(month)s to be opened again."), code="not_asked", params={"month": month})
    asked.withdrawn_at = timezone.now()
    asked.save(update_fields=["withdrawn_at"])
    audit.record(by=by, verb="scoring.withdraw_reopening", subject=record, detail={"month": month})
    return record


def waiting(record: MonthRecord) -> MonthReopening | None:
    """The request that waits for a second person."""
    requests = MonthReopening.objects.filter(month=record, confirmed_at__isnull=True, withdrawn_at__isnull=True)
    return requests.select_related("asked_by__person").first()


def _reopenable(month: Month) -> MonthRecord:
    """The month's row in this act's hands, where it may be opened again."""
    ledger.lock_chain()
    record = MonthRecord.objects.select_for_update().filter(first_day=month.first_day).first()
    if record is None or record.state not in CAN_BE_REOPENED or not is_computed(month):
        sentence = _("Only a month that was computed is opened again; %(month)s was not.")
        raise Refused(sentence, code="not_computed", params={"month": month})
    return record
