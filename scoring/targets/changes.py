"""Targets changed after their freeze (SCORING §5): one person asks with a reason, a second one confirms.

What was confirmed stands on the cards whose targets come from it, with both names and the reason.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import plain
from people.models import Account
from records import audit, ledger, months
from scoring.engine.facts import text_hash
from scoring.models import TargetChange
from scoring.models.target import Level
from scoring.targets import verbs
from scoring.targets import window as target_window
from scoring.targets.verbs import Entry, Wanted
from scoring.targets.window import Stage

SALT_BYTES = 16


@transaction.atomic
def ask(*, month: Month, wanted: Iterable[Wanted], reason: str, by: Account) -> list[TargetChange]:
    """Ask for these targets; nothing changes yet. Raises Refused, nothing is then asked for."""
    window = target_window.held(month)
    asked = [
        TargetChange(
            indicator=wish.indicator,
            first_day=month.first_day,
            before=before.value if before and before.holds else None,
            value=wish.value,
            reason=reason.strip(),
            salt=secrets.token_hex(SALT_BYTES),
            asked_by=by,
            **{f"{wish.level}_id": wish.whose},
        )
        for wish, before in verbs.differing(window, wanted, by=by)
    ]
    if not asked:
        return []
    if not window.takes_requests:
        raise target_window.refused(window.refusal(by) or "targets_open", month)
    if not reason.strip():
        raise Refused(_("Say why the target changes after the freeze."), code="no_reason", field="reason")
    _refuse_waiting(asked)
    TargetChange.objects.bulk_create(asked)
    _note(asked, month, by=by, verb="scoring.ask_for_target_change")
    return asked


@transaction.atomic
def confirm(*, change: TargetChange, by: Account) -> TargetChange:
    """Make the change, as the second person, and enter it in the ledger. Raises Refused."""
    ledger.lock_chain()  # before the month's row, as closing and re-opening take them
    change = _waiting(change)
    month = Month.of_day(change.first_day)
    window = target_window.held(month)
    if window.stage == Stage.COMPUTED:
        raise target_window.refused("targets_computed", month)
    if change.asked_by_id == by.pk:
        raise Refused(_("A second person has to confirm; you asked for it yourself."), code="second_person")
    wish = _wish(change)
    standing = verbs.standing_targets(month).get((wish.level, wish.whose, wish.indicator))
    change.before = standing.value if standing and standing.holds else None
    for _same, before in verbs.differing(window, [wish], by=by):
        verbs.supersede(month, wish, before, Entry(change.asked_by, change.reason))
    change.confirmed_by, change.confirmed_at = by, timezone.now()
    change.save(update_fields=["before", "confirmed_by", "confirmed_at"])
    ledger.append(kind="change_target", month=str(month), body=_entered(change))
    _note([change], month, by=by, verb="scoring.change_target")
    return change


def _entered(change: TargetChange) -> dict[str, Any]:
    """The change as the ledger keeps it: the words as a salted hash, so that they can still be erased (SCORING §9)."""
    level, whose = change.for_whom
    return {
        "for": f"{level} {whose}",
        "indicator": change.indicator,
        "before": None if change.before is None else plain(change.before),
        "value": None if change.value is None else plain(change.value),
        "asked_by": change.asked_by.username,
        "confirmed_by": change.confirmed_by.username if change.confirmed_by else "",
        "reason_hash": text_hash(bytes.fromhex(change.salt), change.reason),
    }


@transaction.atomic
def withdraw(*, change: TargetChange, by: Account) -> TargetChange:
    """Take the request back, or decline it as who may confirm. Raises Refused."""
    change = _waiting(change)
    if change.asked_by_id != by.pk and not by.has_perm("scoring.confirm_targets"):
        raise Refused(_("Somebody else asked for this; HR may decline it."), code="not_yours")
    change.withdrawn_at = timezone.now()
    change.save(update_fields=["withdrawn_at"])
    _note([change], Month.of_day(change.first_day), by=by, verb="scoring.withdraw_target_change")
    return change


def waiting_by_target(month: Month) -> Mapping[tuple[Level, int, str], TargetChange]:
    """The month's requests that wait for an answer, by whom the target is for and indicator."""
    waiting = TargetChange.objects.waiting().filter(first_day=month.first_day)
    return {(*change.for_whom, change.indicator): change for change in waiting}


def _waiting(change: TargetChange) -> TargetChange:
    """The request in this act's hands, while nobody answered it."""
    found: TargetChange = TargetChange.objects.select_for_update().get(pk=change.pk)
    if found.confirmed_at or found.withdrawn_at:
        raise Refused(_("This request was answered already."), code="answered")
    return found


def _wish(change: TargetChange) -> Wanted:
    return Wanted(*change.for_whom, change.indicator, change.value)


def _refuse_waiting(asked: list[TargetChange]) -> None:
    """A second request for the same target has to wait for the answer to the first."""
    known = waiting_by_target(Month.of_day(asked[0].first_day))
    if any((*change.for_whom, change.indicator) in known for change in asked):
        raise Refused(_("A change of this target waits for its confirmation already."), code="waits")


def _note(changes: list[TargetChange], month: Month, *, by: Account, verb: str) -> None:
    told = verbs.in_the_audit([_wish(change) for change in changes])
    detail = {"month": month, "targets": told, "reason": changes[0].reason}
    audit.record(by=by, verb=verb, subject=months.record_for(month), detail=detail)
