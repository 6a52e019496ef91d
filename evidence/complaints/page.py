"""What the page of one complaint shows: its three steps, the one that is next as a form, and what belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Account
from records.months import company_zone

from . import clock, judging
from .forms import CallBackForm, FileForm, HandOverForm, JudgeForm, SeverityForm, SolveForm, StepForm
from .models import Complaint, ComplaintStep, Severity, Verdict

Kind, State = ComplaintStep.Kind, Complaint.State
ORDER = (State.SOOTHE, State.UNDERSTAND, State.SOLVE)
DONE = {State.SOOTHE: Kind.SOOTHED, State.UNDERSTAND: Kind.UNDERSTOOD, State.SOLVE: Kind.CLOSED}


class Stage(NamedTuple):
    """One of the three steps: what was done (None: not yet), how long it took, whether it is next or in time."""

    number: int
    state: str
    step: ComplaintStep | None
    since: datetime | None
    spent: str
    limit: datetime | None
    is_next: bool

    @property
    def tone(self) -> str:
        """Green in time, red too late; blue what is next."""
        if self.step is not None:
            return "bad" if self.limit and self.step.at > self.limit else "ok"
        return "info" if self.is_next else ""


@dataclass
class Board:
    """The context of the page; ``bound`` are forms that were sent and refused, by the name of their act."""

    complaint: Complaint
    account: Account
    bound: Mapping[str, Form] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    def context(self) -> dict[str, Any]:
        """Everything that the template reads."""
        complaint = self.complaint
        steps = list(
            complaint.steps.filter(stands=True)
            .select_related("agent", "department", "recorded_by__person", "batch")
            .order_by("at", "pk")
        )
        return {
            "complaint": complaint,
            "stages": self._stages(steps),
            "history": [step for step in steps if step.kind != Kind.RECEIVED],
            "receipt": next(step for step in steps if step.kind == Kind.RECEIVED),
            "clock": clock.running(complaint, self.now),
            "left": self._left(),
            "kept": clock.kept(complaint, self.now),
            "judged": next((step for step in reversed(steps) if step.kind == Kind.JUDGED), None),
            "call_back_by": clock.called_back_by(complaint),
            "repeats": list(Complaint.objects.visible_to(self.account).repeated_by(complaint)[:6]),
            "in_charge": self.is_in_charge,
            "files": complaint.files.select_related("by__person") if self.is_in_charge else (),
            "handled": self.complaint.state == State.CLOSED and self._handled,
            "is_own": self._is_own,
            "corrects": self.account.has_perm("evidence.exclude") and self._corrects,
            "forms": self._forms(),
            "major": Severity.MAJOR,
            "verdict_agent": Verdict.AGENT,
        }

    def _left(self) -> str:
        running = clock.running(self.complaint, self.now)
        if running is None:
            return ""
        words = spent(running.left)
        return _("%(time)s too late") % {"time": words} if running.is_over else _("%(time)s left") % {"time": words}

    def _stages(self, steps: list[ComplaintStep]) -> list[Stage]:
        complaint, zone = self.complaint, company_zone()
        limits = (clock.soothed_by(complaint), clock.understood_by(complaint, zone), clock.due(complaint))
        since, found = complaint.received_at, []
        for number, (state, limit) in enumerate(zip(ORDER, limits, strict=True), 1):
            step = next((each for each in reversed(steps) if each.kind == DONE[state]), None)
            if state == State.SOLVE and complaint.closed_at is None:
                step = None  # a closing that did not last
            took = spent(step.at - since) if step else ""
            found.append(Stage(number, state, step, since if step else None, took, limit, complaint.state == state))
            since = step.at if step else since
        return found

    @cached_property
    def is_in_charge(self) -> bool:
        """Who sees the resident's name and number: who handles it, took it down, or leads."""
        complaint, account = self.complaint, self.account
        if self._is_own:
            return False
        if account.has_perm("evidence.judge_complaints") or account.person_id == complaint.handler_id:
            return True
        return complaint.steps.filter(stands=True, kind=Kind.RECEIVED, recorded_by=account.pk).exists()

    def _forms(self) -> dict[str, Form]:
        complaint, account = self.complaint, self.account
        offered: dict[str, Form] = {}
        if account.has_perm("evidence.handle_complaints"):
            offered |= self._of_the_state()
            if self.is_in_charge:
                offered["file"] = FileForm()
        if account.has_perm("evidence.judge_complaints"):
            offered["judge"] = JudgeForm(account=account)
        if account.has_perm("evidence.judge_complaints") and self._corrects:
            held = {"severity": complaint.severity, "is_public": complaint.is_public}
            offered["severity"] = SeverityForm(initial=held)
        return offered | dict(self.bound)

    @property
    def _is_own(self) -> bool:
        """Whether it is about the reader, who then neither closes it nor calls back."""
        return self.account.person_id in (self.complaint.about_id, self.complaint.against_id)

    @cached_property
    def _corrects(self) -> bool:
        """Whether ``judging`` lets the reader change its severity or leave it out: nobody who has or had it."""
        return self.account.person_id not in judging.kept_from(self.complaint)

    @cached_property
    def _handled(self) -> bool:
        """Whether the reader handled it, and so does not call back."""
        return Complaint.objects.handled_by(self.account).filter(pk=self.complaint.pk).exists()

    def _of_the_state(self) -> dict[str, Form]:
        """The next step; a hand-over while it is open; the call-back once after a closing."""
        complaint = self.complaint
        if complaint.state == State.CLOSED:
            is_kept = complaint.called_back_at or self._handled or self._is_own
            return {} if is_kept else {"call_back": CallBackForm()}
        offered: dict[str, Form] = {"hand_over": HandOverForm(account=self.account)}
        if complaint.state != State.SOLVE:
            offered["step"] = StepForm()
        elif not self._is_own:
            offered["step"] = SolveForm(complaint=complaint)
        return offered


def spent(time: timedelta) -> str:
    """``9 minutes``, ``14 h 24 min``, ``3 days 2 h``."""
    minutes = int(time.total_seconds()) // 60
    if minutes < 60:
        return _("%(m)s min") % {"m": minutes}
    if minutes < 48 * 60:
        return _("%(h)s h %(m)s min") % {"h": minutes // 60, "m": minutes % 60}
    return _("%(d)s days %(h)s h") % {"d": minutes // 1440, "h": minutes % 1440 // 60}
