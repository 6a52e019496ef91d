"""Complaints, as a kind of evidence."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.kind import Kind, Shown, Table
from kpi_portal.lib.menu import Entry
from records.final_month_triggers import Guard, at_instant

from .models import ComplaintStep

LIES_IN = f"""
    c.kind IN ('received', 'called_back', 'judged') AND {at_instant("c.at")}
    OR c.kind IN ('assigned', 'closed', 'reopened') AND {at_instant("r.at")} AND c.at <= m.cutoff_at
"""
RECEIVED = """
    LEFT JOIN evidence_complaintstep r ON r.complaint_id = c.complaint_id AND r.kind = 'received' AND r.stands
"""


@dataclass(frozen=True)
class _Steps(Table):
    """Some steps count in the month of their complaint, and only up to its cut-off: later ones are always accepted."""

    @property
    def guard(self) -> Guard:
        return replace(super().guard, lies_in=" ".join(LIES_IN.split()), joins=" ".join(RECEIVED.split()))


def _shown(step: ComplaintStep) -> Shown:
    complaint = step.complaint
    return Shown(
        number=complaint.number,
        href=reverse("evidence:complaint", args=[complaint.pk]),
        remark=step.get_verdict_display() or ("" if step.rating is None else f"{step.rating} / 5"),
        subject=complaint.words,
        place=str(complaint.site or ""),
        at=step.at,
        until=complaint.closed_at,
    )


STEPS = _Steps(
    model=ComplaintStep,
    code="complaint",
    whose="agent",
    counts_at="counts_at",
    guarded=(
        "complaint", "kind", "at", "counts_at", "agent", "severity", "is_public", "excluded_reason", "is_resolved",
        "rating", "verdict", "stands",
    ),
    shown=_shown,
    fetched=lambda steps: steps.select_related("complaint__site"),
)  # fmt: skip

COMPLAINTS = Kind(
    code="complaints",
    label=_("Complaints"),
    tables=(STEPS,),
    verbs={
        "receive_complaint": _("Complaint received"),
        "soothe_complaint": _("Resident soothed"),
        "understand_complaint": _("Complaint understood"),
        "close_complaint": _("Complaint closed"),
        "call_back_complaint": _("Resident called back about a complaint"),
        "reopen_complaint": _("Complaint re-opened"),
        "hand_over_complaint": _("Complaint handed over"),
        "judge_complaint": _("Responsibility for a complaint decided"),
        "set_severity_of_complaint": _("Severity of a complaint changed"),
        "describe_complaint": _("Words of a complaint corrected"),
        "exclude_complaint": _("Complaint excluded"),
        "include_complaint": _("Complaint counted again"),
        "attach_file_to_complaint": _("File added to a complaint"),
        "remove_file_of_complaint": _("File of a complaint deleted"),
        "save_complaint_topic": _("Causes of complaints changed"),
        "read_phone_of_complaint": _("Resident's phone number shown"),
    },
    page="evidence:complaints",
    urls="evidence.complaints.urls",
    imports=("evidence.complaints.importing.KIND",),
    menu=(Entry("evidence:complaints", _("Complaints"), "chat-bubble-left-ellipsis", "evidence.view"),),
    to_do=("evidence.complaints.to_do.waiting",),
)
