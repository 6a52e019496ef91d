"""Files with a complaint: the resident's picture, the letter. They move no figure; who is in charge sees them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib import attachments
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit
from records.final_month_guard import containing, refuse_if_final

from .models import Complaint, ComplaintFile
from .page import Board

MOST = 20


@transaction.atomic
def attach(complaint: Complaint, *, file: Any, by: Account) -> ComplaintFile:
    """Keep a file with the complaint, under a name that tells nothing. Raises Refused for who is not in charge of it,
    and where there are many already."""
    if not Board(complaint, by).is_in_charge:
        raise Refused(_("Who handles the complaint, took it down or leads adds files."), code="not_in_charge")
    if complaint.files.count() >= MOST:
        raise Refused(_("At most %(most)s files."), code="too_many", params={"most": MOST}, field="file")
    kept = ComplaintFile(complaint=complaint, content_type=file.content_type, file_name=file.name[:200], by=by)
    kept.file.save(file.name, file)
    audit.record(by=by, verb="evidence.attach_file_to_complaint", subject=complaint)
    return kept


def may_remove(file: ComplaintFile, by: Account) -> bool:
    """Whether it is theirs: who added it, and who judges complaints."""
    return file.by_id == by.pk or by.has_perm("evidence.judge_complaints")


@transaction.atomic
def remove(*, file: ComplaintFile, reason: str, by: Account) -> None:
    """Take a file away for good. Raises Refused for whom the complaint is about, and where it counts in a month
    that is final: then it shows what was decided."""
    complaint = file.complaint
    refuse_for_oneself(by, complaint.about_id, complaint.against_id)
    if not may_remove(file, by):
        raise Refused(_("Who added it, or a supervisor, takes it away."), code="not_theirs")
    refuse_if_final(containing(complaint.received_at))
    attachments.remove(file, file.file)
    detail = {"file_name": file.file_name, "reason": reason}
    audit.record(by=by, verb="evidence.remove_file_of_complaint", subject=complaint, detail=detail)
