"""Facts are entered once and corrected by superseding, never edited (SCORING §1, fact).

A correction adds the next revision and takes ``stands`` from the one before; both stay readable. What is dated in, or
given for, a final month is refused (§9). Every verb of the room enters and corrects through here, so nobody
enters or corrects what is about themselves (SCORING §1).
"""

import uuid
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from evidence.kind import Table
from evidence.kinds import table_of
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, second_word
from records.final_month_guard import containing, refuse_if_final
from records.models import Fact
from records.months import company_zone
from records.sources import PORTAL

AnyFact = TypeVar("AnyFact", bound=Fact)


def new_number() -> str:
    """A number for a fact that has none of its own, and is called by something else."""
    return uuid.uuid4().hex[:16]


def number_of_day(model: type[Model], prefix: str, at: datetime) -> str:
    """A number that people read, as ZJ20261124007: the kind, the day and the next one of that day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [f":{prefix}"])
    start = f"{prefix}{at.astimezone(company_zone()):%Y%m%d}"
    known = model._default_manager.filter(source=PORTAL, number__startswith=start)
    last = known.order_by("-number").values_list("number", flat=True).first()
    return f"{start}{int(last[len(start) :]) + 1 if last else 1:03d}"


@transaction.atomic
def enter(fact: AnyFact, *, by: Account | None, verb: str | None, is_own: bool = False) -> AnyFact:
    """Store a new fact of the portal's own and audit it as ``evidence.<verb>`` (None: who calls audits a whole sheet).

    ``is_own``: what everybody enters for themselves, like an idea to be decided on, or a resident's answer.
    """
    if not is_own:
        refuse_for_oneself(by, _whose(fact))
    refuse_final_month(fact)
    fact.source, fact.recorded_by = PORTAL, by
    fact.number = fact.number or new_number()
    fact.save(force_insert=True)
    if verb is not None:
        audit.record(by=by, verb=f"evidence.{verb}", subject=fact)
    return fact


@transaction.atomic
def supersede(fact: AnyFact, *, by: Account, verb: str | None, reason: str, **changes: object) -> AnyFact:
    """The next revision of ``fact`` with these values changed, audited as ``enter`` does. Raises Refused where it
    stands no longer."""
    model = type(fact)
    before = model._default_manager.select_for_update().get(pk=fact.pk)
    if not before.stands:
        raise Refused(_("Somebody else changed this meanwhile. Look at it again."), code="superseded")
    refuse_for_oneself(by, _whose(before))
    refuse_final_month(before)
    after = model._default_manager.get(pk=before.pk)
    after.pk, after.batch, after.recorded_by = None, None, by
    after._state.adding = True
    after.revision, after.reason = before.revision + 1, reason
    for field, value in changes.items():
        setattr(after, field, value)
    refuse_for_oneself(by, _whose(after))
    refuse_final_month(after)
    model._default_manager.filter(pk=before.pk).update(stands=False)
    after.save(force_insert=True)
    detail = {"revision": after.revision, "reason": reason, "changed": sorted(changes)}
    if verb is not None:
        audit.record(by=by, verb=f"evidence.{verb}", subject=after, detail=detail)
    return after


def correct(fact: AnyFact, *, by: Account, verb: str, reason: str, **changes: object) -> AnyFact:
    """Supersede what was judged of somebody. Raises Refused also for whose own card counts it with the team's (§4)."""
    second_word.refuse_own_card(by, _whose(fact), _table(fact).when(fact))
    return supersede(fact, by=by, verb=verb, reason=reason, **changes)


def why_not_corrected(fact: Fact, *, by: Account) -> str:
    """The sentence with which ``correct`` would refuse; empty where it would not. For pages that offer it."""
    try:
        refuse_for_oneself(by, _whose(fact))
        second_word.refuse_own_card(by, _whose(fact), _table(fact).when(fact))
        refuse_final_month(fact)
    except Refused as refusal:
        return str(refusal)
    return ""


def refuse_final_month(fact: Fact) -> None:
    """Refuse a fact that would change a final month."""
    when = _table(fact).when(fact)
    if when is None:
        return
    refuse_if_final(containing(when) if isinstance(when, datetime) else Q(first_day=when))


def _whose(fact: Fact) -> int | None:
    """The key of the person a fact is about; None where it is about nobody."""
    person = _table(fact).person(fact)
    return person.pk if person is not None else None


def _table(fact: Fact) -> Table:
    table = table_of(type(fact))
    if table is None:
        raise LookupError(f"{type(fact).__name__} is a table of no kind in evidence.kinds.")
    return table
