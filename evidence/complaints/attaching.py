"""Files with a complaint: the resident's picture, the letter. They move no figure; who is in charge sees them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit

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
