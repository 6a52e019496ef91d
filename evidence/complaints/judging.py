"""What is decided about a complaint by who did not handle it: responsibility, severity, exclusion."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, supersede
from kpi_portal.lib.refusals import Refused
from people.models import Account, Department, Person
from people.self_acting import refuse_for_oneself
from records import audit

from .counting import counts_at
from .models import Complaint, ComplaintStep, ComplaintTopic, Severity, Verdict
from .projecting import project
from .verbs import locked, placed

Kind = ComplaintStep.Kind


@dataclass(frozen=True)
class Finding:
    """Against whom a complaint is upheld; ``agent`` and ``department`` only where the verdict names one."""

    verdict: str
    agent: Person | None = None
    department: Department | None = None


@transaction.atomic
def judge(complaint: Complaint, *, by: Account, at: datetime, finding: Finding, words: str) -> ComplaintStep:
    """Decide whose fault it was, with the ground; it counts in the month of the decision, and may be decided anew.

    Refused to the one it is about, to whom it was or would be upheld against.
    """
    current = locked(complaint)
    _refuse_half(finding, words)
    agent = finding.agent if finding.verdict == Verdict.AGENT else None
    department = finding.department if finding.verdict == Verdict.DEPARTMENT else None
    refuse_for_oneself(by, current.about_id, current.against_id, agent.pk if agent else None)
    before = decided(current)
    said = {"verdict": finding.verdict, "agent": agent, "department": department, "words": words, "at": at}
    said["counts_at"] = counts_at(Kind.JUDGED, at, current.received_at)
    step: ComplaintStep
    if before is not None:
        step = supersede(before, by=by, verb="judge_complaint", reason=words, **said)
    else:
        step = enter(ComplaintStep(complaint=current, kind=Kind.JUDGED, **said), by=by, verb="judge_complaint")
    project([current.pk])
    return step


def decided(complaint: Complaint) -> ComplaintStep | None:
    """The decision that stands."""
    return complaint.steps.filter(stands=True, kind=Kind.JUDGED).order_by("-at", "-pk").first()


def _refuse_half(finding: Finding, words: str) -> None:
    if finding.verdict == Verdict.AGENT and finding.agent is None:
        raise Refused(_("Choose against whom it is upheld."), code="no_agent", field="agent")
    if finding.verdict == Verdict.DEPARTMENT and finding.department is None:
        raise Refused(_("Choose the department."), code="no_department", field="department")
    if not words.strip():
        raise Refused(_("Give the ground: the person may read it."), code="no_reason", field="words")


@transaction.atomic
def set_severity(complaint: Complaint, *, by: Account, severity: str, is_public: bool, reason: str) -> ComplaintStep:
    """Ordinary or major, and whether it became public. Refused to who handles it: major ones have no 24 hours."""
    current = locked(complaint)
    is_public = is_public and severity == Severity.MAJOR
    if (current.severity, current.is_public) == (severity, is_public):
        raise Refused(_("It is so already."), code="same", field="severity")
    return _correct(current, by=by, verb="set_severity_of_complaint", reason=reason, severity=severity,
                    is_public=is_public)  # fmt: skip


@transaction.atomic
def exclude(complaint: Complaint, *, by: Account, reason: str) -> ComplaintStep:
    """Leave a complaint out of every figure; it stays visible with the reason."""
    if complaint.excluded_reason:
        raise Refused(_("This complaint is excluded already."), code="twice")
    if not reason.strip():
        raise Refused(_("Give a reason."), code="no_reason", field="reason")
    return _correct(locked(complaint), by=by, verb="exclude_complaint", reason=reason, excluded_reason=reason)


@transaction.atomic
def include(complaint: Complaint, *, by: Account, reason: str) -> ComplaintStep:
    """Take an exclusion back."""
    if not complaint.excluded_reason:
        raise Refused(_("This complaint is not excluded."), code="not_excluded")
    return _correct(locked(complaint), by=by, verb="include_complaint", reason=reason, excluded_reason="")


@transaction.atomic
def describe(complaint: Complaint, *, by: Account, topic: ComplaintTopic | None, **words: object) -> Complaint:
    """Other words: place, resident, category and cause. No figure follows from them, so no month shuts them."""
    current = locked(complaint)
    words["category"], words["cause"] = placed(topic)
    changed = sorted(name for name, value in words.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, words[name])
    if changed:
        current.save(update_fields=changed)
        audit.record(by=by, verb="evidence.describe_complaint", subject=current, detail={"changed": changed})
    return current


def kept_from(complaint: Complaint) -> set[int | None]:
    """Whom it concerns: neither they nor who handles or handled it change its severity or leave it out."""
    handlers = complaint.steps.filter(stands=True).values_list("agent_id", flat=True)  # handed over, it is still theirs
    return {complaint.handler_id, complaint.about_id, complaint.against_id, *handlers}


def _correct(complaint: Complaint, *, by: Account, verb: str, reason: str, **changes: object) -> ComplaintStep:
    """The next revision of the receipt."""
    refuse_for_oneself(by, *kept_from(complaint))
    received = complaint.steps.get(stands=True, kind=Kind.RECEIVED)
    step = supersede(received, by=by, verb=verb, reason=reason, **changes)
    project([complaint.pk])
    return step
