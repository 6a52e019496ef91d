"""Points added or taken by a person, each entry with reason, author and evidence (SCORING §5, step 6)."""

import secrets
import uuid
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import Fact
from scoring.bonuses import proofs
from scoring.entry_guard import refuse_entry
from scoring.models import Adjustment, CatalogueEntry, ScoringSettings

SALT_BYTES = 16
EVIDENCE_LENGTH = 300


class Given(TypedDict, total=False):
    """What the author says: kind, points with their sign, the reason, what proves it (in words, or a fact of evidence),
    which line of the catalogue."""

    kind: Required[str]
    points: Required[Decimal]
    text: Required[str]
    evidence: str
    fact: Fact
    item: CatalogueEntry | None


@transaction.atomic
def enter(*, agent: Person, month: Month, by: Account, **given: Unpack[Given]) -> Adjustment:
    """Enter one adjustment. Caps hold for the month's sum when the card is scored. Raises Refused."""
    refuse_for_oneself(by, agent.pk)
    refuse_entry(month, by)
    fact = given.pop("fact", None)
    if fact is not None:
        given["evidence"] = proofs.checked(fact, agent=agent, month=month)[:EVIDENCE_LENGTH]
    _refuse_wrong_sign(given["kind"], given["points"])
    _refuse_beside_catalogue(month, given)
    entry = Adjustment.objects.create(
        number=uuid.uuid4().hex[:16],
        agent=agent,
        first_day=month.first_day,
        author=by.person,
        salt=secrets.token_hex(SALT_BYTES),
        recorded_by=by,
        proof="" if fact is None else proofs.name_of(fact),
        **given,
    )
    audit.record(
        by=by,
        verb="scoring.adjust",
        subject=entry,
        detail={"month": month, "points": given["points"], "kind": given["kind"]},
    )
    return entry


@transaction.atomic
def withdraw(*, entry: Adjustment, reason: str, by: Account) -> Adjustment:
    """Take an entry back; it stays readable with the reason. Raises Refused."""
    entry = Adjustment.objects.select_for_update().get(pk=entry.pk)
    refuse_for_oneself(by, entry.agent_id)
    refuse_entry(Month.of_day(entry.first_day), by)
    if not entry.stands:
        raise Refused(_("This entry was withdrawn already."), code="withdrawn")
    entry.stands, entry.voided_at, entry.reason = False, timezone.now(), reason
    entry.save(update_fields=["stands", "voided_at", "reason"])
    audit.record(by=by, verb="scoring.withdraw_adjustment", subject=entry, detail={"reason": reason})
    return entry


@transaction.atomic
def supersede(*, entry: Adjustment, points: Decimal | None, reason: str, by: Account) -> Adjustment:
    """What an appeal makes of an entry of a published month: other points as the next revision, or (None) nothing."""
    entry = Adjustment.objects.select_for_update().get(pk=entry.pk)
    refuse_for_oneself(by, entry.agent_id, entry.author_id)
    if not entry.stands:
        raise Refused(_("This entry was withdrawn already."), code="withdrawn")
    if points is not None:
        _refuse_wrong_sign(entry.kind, points)
    entry.stands, entry.voided_at, entry.reason = False, timezone.now(), reason
    entry.save(update_fields=["stands", "voided_at", "reason"])
    audit.record(by=by, verb="scoring.supersede_adjustment", subject=entry, detail={"points": points, "reason": reason})
    if points is None:
        return entry
    after = Adjustment.objects.get(pk=entry.pk)
    after.pk, after.stands, after.voided_at, after.recorded_by = None, True, None, by
    after._state.adding = True
    after.revision, after.points = entry.revision + 1, points
    after.save(force_insert=True)
    return after


def _refuse_beside_catalogue(month: Month, given: Given) -> None:
    """What a line of the catalogue asks for; without a line, where the company wants one."""
    item = given.get("item")
    if item is None:
        free = given["kind"] == Adjustment.Kind.SUPERVISOR or ScoringSettings.of_the_company().free_adjustments
        if not free:
            sentence = _("Pick a line of the catalogue: the company enters nothing beside it.")
            raise Refused(sentence, code="no_line", field="item")
        return
    if item.kind != given["kind"] or not item.is_used_in(month):
        sentence = _("“%(name)s” is not in use for %(month)s.")
        raise Refused(sentence, code="not_in_use", params={"name": item.name, "month": month}, field="item")
    if not item.least <= abs(given["points"]) <= item.most:
        raise Refused(
            _("“%(name)s” has %(least)s to %(most)s points."),
            code="beside_the_line",
            params={"name": item.name, "least": item.least, "most": item.most},
            field="points",
        )
    if item.needs_evidence and not given.get("evidence", "").strip():
        raise Refused(_("This line needs evidence: say what shows it."), code="no_evidence", field="evidence")


def _refuse_wrong_sign(kind: str, points: Decimal) -> None:
    if points == 0:
        raise Refused(_("An adjustment of 0 points changes nothing."), code="no_points", field="points")
    if kind == Adjustment.Kind.BONUS and points < 0:
        raise Refused(_("A bonus has more than 0 points."), code="sign_of_bonus", field="points")
    if kind == Adjustment.Kind.DEDUCTION and points > 0:
        sentence = _("A deduction has fewer than 0 points; write the minus sign.")
        raise Refused(sentence, code="sign_of_deduction", field="points")
