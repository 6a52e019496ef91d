"""Red lines as a process (SCORING §5, step 8): incident, evidence, hearing, two confirmations, effect,
re-certification, back to the post. Nobody acts in a case of their own, save for the statement, which is theirs alone.
"""

from datetime import date
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib import attachments
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit, ledger, months
from records.models import MonthRecord, MonthState
from records.working_days import working_days_after
from scoring.entry_guard import refuse_entry
from scoring.models import RedLine, RedLineEvidence, RedLineRule, ScoringSettings

from . import recertification

State = RedLine.State
SHUT = (MonthState.FINAL, MonthState.PAID_OUT)


class Shown(TypedDict, total=False):
    """A piece of evidence: in words, perhaps with an order's number or a file."""

    words: Required[str]
    order: str
    file: Any


@transaction.atomic
def record(*, agent: Person, day: date, rule: RedLineRule, account: str, by: Account) -> RedLine:
    """Record an incident; nothing counts yet. Raises Refused."""
    refuse_for_oneself(by, agent.pk)
    if day > _today():
        raise Refused(_("This day is yet to come."), code="day_to_come", field="day")
    ledger.lock_chain()  # numbers follow each other
    red_line = RedLine.objects.create(
        number=_next_number(day.year),
        agent=agent,
        day=day,
        rule=rule,
        words=str(rule),
        account=account.strip(),
        due=_due(),
        recorded_by=by,
    )
    return _noted(
        red_line, by=by, verb="scoring.record_red_line", detail={"agent": agent.name, "reason": red_line.words}
    )


@transaction.atomic
def add_evidence(*, red_line: RedLine, by: Account, **shown: Unpack[Shown]) -> RedLineEvidence:
    """Add what shows it, or speaks against it; whom it is about may do so too. It stands once entered."""
    red_line = _held(red_line, State.EVIDENCE, State.HEARING)
    file, name = shown.get("file"), ""
    if file:
        name, file.name = file.name, attachments.random_name(file.content_type)
    evidence = RedLineEvidence.objects.create(red_line=red_line, by=by, file_name=name[:200], **shown)
    _noted(red_line, by=by, verb="scoring.add_red_line_evidence", detail={"reason": evidence.words})
    return evidence


@transaction.atomic
def call_hearing(*, red_line: RedLine, hearing_on: date, by: Account) -> RedLine:
    """Set the day on which the person concerned is heard; from here on that person sees the case. Raises Refused."""
    red_line = _held(red_line, State.EVIDENCE, State.HEARING)
    refuse_for_oneself(by, red_line.agent_id)
    if not red_line.evidence.exists():
        raise Refused(_("Enter what shows it first: nobody is heard about nothing."), code="no_evidence")
    red_line.state, red_line.hearing_on, red_line.due = State.HEARING, hearing_on, hearing_on
    return _noted(red_line, by=by, verb="scoring.call_hearing", detail={"at": hearing_on})


@transaction.atomic
def make_statement(*, red_line: RedLine, statement: str, by: Account) -> RedLine:
    """The words of the person concerned, by that person alone, until the first confirmation. Raises Refused."""
    red_line = _held(red_line, State.HEARING, State.FIRST)
    if by.person_id != red_line.agent_id:
        sentence = _("Only the person concerned makes this statement; what was said at the hearing is in its minutes.")
        raise Refused(sentence, code="not_yours")
    red_line.statement, red_line.stated_at = statement.strip(), timezone.now()
    return _noted(red_line, by=by, verb="scoring.make_statement")


@transaction.atomic
def hold_hearing(*, red_line: RedLine, minutes: str, present: str, by: Account) -> RedLine:
    """Record what was said at the hearing and who was there. Raises Refused."""
    red_line = _held(red_line, State.HEARING)
    refuse_for_oneself(by, red_line.agent_id)
    red_line.minutes, red_line.present = minutes.strip(), present.strip()
    red_line.heard_at, red_line.state, red_line.due = timezone.now(), State.FIRST, _due()
    return _noted(red_line, by=by, verb="scoring.hold_hearing")


@transaction.atomic
def confirm(*, red_line: RedLine, reason: str, by: Account) -> RedLine:
    """Find that it happened, as the first or the second person. The second one's word counts it on a card: on that of
    the incident's month, or, where that is final, of this month. Raises Refused."""
    ledger.lock_chain()
    red_line = _judged(red_line, by)
    if red_line.state == State.FIRST:
        red_line.first_by, red_line.first_at, red_line.first_reason = by, timezone.now(), reason.strip()
        red_line.state, red_line.due = State.SECOND, _due()
        return _noted(red_line, by=by, verb="scoring.confirm_red_line_first", detail={"reason": red_line.first_reason})
    red_line.second_by, red_line.second_at, red_line.second_reason = by, timezone.now(), reason.strip()
    month = month_of_effect(red_line)
    red_line.state, red_line.counts, red_line.counts_in = State.CONFIRMED, True, month.first_day
    red_line.due = recertification.open_steps(red_line)
    ledger.append(kind="red_line", month=str(month), body=_body(red_line))
    return _noted(
        red_line, by=by, verb="scoring.confirm_red_line", detail={"month": month, "reason": red_line.second_reason}
    )


@transaction.atomic
def send_back(*, red_line: RedLine, reason: str, by: Account) -> RedLine:
    """Ask for more evidence; what was confirmed before is void. Raises Refused."""
    red_line = _judged(red_line, by)
    red_line.first_by, red_line.first_at, red_line.first_reason = None, None, ""
    red_line.state, red_line.due = State.EVIDENCE, _due()
    return _noted(red_line, by=by, verb="scoring.send_red_line_back", detail={"reason": reason.strip()})


@transaction.atomic
def dismiss(*, red_line: RedLine, reason: str, by: Account) -> RedLine:
    """Find that it did not happen, or was none; the case ends and stays on no card. One person's word ends it, so it is
    HR's: whoever leads the person concerned could else make a case vanish. Raises Refused."""
    red_line = _judged(red_line, by)
    if not by.has_perm("scoring.decide_red_line"):
        raise Refused(_("HR dismisses a case. Confirm it, or send it back for more evidence."), code="not_hr")
    red_line.state, red_line.due = State.DISMISSED, None
    return _noted(
        _ended(red_line, by, reason), by=by, verb="scoring.dismiss_red_line", detail={"reason": reason.strip()}
    )


@transaction.atomic
def ask_to_overturn(*, red_line: RedLine, reason: str, by: Account) -> RedLine:
    """Ask for a confirmed one to be taken off the card; a second person confirms. Raises Refused."""
    red_line = _counting(red_line, by)
    red_line.overturn_asked_by, red_line.overturn_reason = by, reason.strip()
    return _noted(red_line, by=by, verb="scoring.ask_to_overturn_red_line", detail={"reason": red_line.overturn_reason})


@transaction.atomic
def overturn(*, red_line: RedLine, by: Account) -> RedLine:
    """Take it off the card, as the second person; the month's next close leaves it out. Raises Refused."""
    ledger.lock_chain()
    red_line = _counting(red_line, by)
    if red_line.overturn_asked_by is None:
        raise Refused(_("Nobody asked for this to be overturned."), code="not_asked")
    if red_line.overturn_asked_by == by:
        raise Refused(_("A second person has to confirm; you asked for it yourself."), code="second_person")
    assert red_line.counts_in is not None  # the database holds to it
    red_line.state, red_line.counts, red_line.due = State.OVERTURNED, False, None
    ledger.append(kind="red_line_overturned", month=str(Month.of_day(red_line.counts_in)), body=_body(red_line))
    detail = {"reason": red_line.overturn_reason}
    return _noted(
        _ended(red_line, by, red_line.overturn_reason), by=by, verb="scoring.overturn_red_line", detail=detail
    )


def month_of_effect(red_line: RedLine) -> Month:
    """The month of the incident while it is not final, else the present one (§5, step 8)."""
    incident = Month.of_day(red_line.day)
    shut = MonthRecord.objects.filter(first_day=incident.first_day, state__in=SHUT).exists()
    return Month.of_day(_today()) if shut else incident


def _held(red_line: RedLine, *states: str) -> RedLine:
    """The case in this act's hands, where it stands at one of these steps."""
    found: RedLine = RedLine.objects.select_for_update().get(pk=red_line.pk)
    if found.state not in states:
        sentence = _("This case stands at “%(state)s”; the step is over, or yet to come.")
        raise Refused(sentence, code="another_step", params={"state": found.get_state_display()})
    return found


def _judged(red_line: RedLine, by: Account) -> RedLine:
    """The case before its first or second confirmation, in the hands of somebody who may give it."""
    red_line = _held(red_line, State.FIRST, State.SECOND)
    refuse_for_oneself(by, red_line.agent_id)
    if red_line.state == State.SECOND and red_line.first_by == by:
        raise Refused(_("You confirmed it first; a second person judges now."), code="second_person")
    if red_line.state == State.SECOND and not by.has_perm("scoring.decide_red_line"):
        raise Refused(_("HR gives the second confirmation."), code="not_hr")
    return red_line


def _counting(red_line: RedLine, by: Account) -> RedLine:
    red_line = _held(red_line, State.CONFIRMED, State.BACK)
    refuse_for_oneself(by, red_line.agent_id)
    assert red_line.counts_in is not None  # the database holds to it
    refuse_entry(Month.of_day(red_line.counts_in), by)
    return red_line


def _ended(red_line: RedLine, by: Account, reason: str) -> RedLine:
    red_line.ended_by, red_line.ended_at, red_line.ended_reason = by, timezone.now(), reason.strip()
    return red_line


def _body(red_line: RedLine) -> dict[str, Any]:
    people = [red_line.first_by, red_line.second_by] if red_line.counts else [red_line.overturn_asked_by]
    return {"red_line": red_line.number, "key": red_line.key, "by": [str(one.username) for one in people if one]}


def _noted(red_line: RedLine, *, by: Account, verb: str, detail: dict[str, Any] | None = None) -> RedLine:
    red_line.save()
    audit.record(by=by, verb=verb, subject=red_line, detail=detail)
    return red_line


def _next_number(year: int) -> str:
    """``HX-2026-003``: 红线, counted by year of the incident."""
    latest = RedLine.objects.filter(number__startswith=f"HX-{year}-").aggregate(last=Max("number"))["last"]
    return f"HX-{year}-{int(latest.rsplit('-', 1)[1]) + 1 if latest else 1:03}"


def _today() -> date:
    return timezone.now().astimezone(months.company().zone).date()


def _due() -> date:
    return working_days_after(_today(), ScoringSettings.of_the_company().red_line_days)
