"""Contest an item, decide on it, take note (SCORING §1: corrected by superseding; nobody decides on the own)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.facts import refuse_final_month
from evidence.quality_checks import verbs as checks
from evidence.quality_checks.models import QualityCheck, QualityItem
from evidence.quality_checks.verbs import Item, Outcome
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit

from . import window
from .models import CheckContest, CheckRules, NotedCheck

Decision = CheckContest.Decision


@transaction.atomic
def contest(item: QualityItem, *, words: str, by: Account) -> CheckContest:
    """The agent says why a failed item should not count. Raises Refused outside the window, a second time, and where
    the month is final."""
    check = QualityCheck.objects.select_for_update().get(pk=item.quality_check_id)
    now = timezone.now()
    if check.agent_id != by.person_id or not check.stands or item.outcome != Outcome.FAIL:
        raise Refused(_("Only a failed item of your own check can be contested."), code="not_contestable")
    if now > window.until(check):
        raise Refused(_("The time to contest this check is over."), code="too_late")
    refuse_final_month(check)
    if window.of_check(check).filter(position=item.position).exists():
        raise Refused(_("This item was contested already."), code="twice")
    made = CheckContest.objects.create(
        quality_check=check, position=item.position, item=item.name, words=words, contested_at=now
    )
    audit.record(by=by, verb="evidence.contest_item", subject=check, detail={"item": item.name})
    return made


@transaction.atomic
def decide(
    contested: CheckContest, *, decision: str, words: str, by: Account, outcome: str = Outcome.PASS
) -> CheckContest:  # fmt: skip
    """Uphold, so that the check is superseded by one where the item has this ``outcome``, or do not. Raises Refused for
    the agent and for who rated, a second time, and, of what is upheld, where the month is final."""
    found = CheckContest.objects.select_for_update().get(pk=contested.pk)
    check = window.standing(found)
    refuse_for_oneself(by, check.agent_id)
    if by.person_id in window.raters(check):
        raise Refused(_("Who rated the check does not decide on it. Somebody else has to."), code="own_check")
    if found.decision:
        raise Refused(_("Somebody else has decided on this meanwhile."), code="twice")
    if decision == Decision.UPHELD:
        found.corrected = _corrected(check, found, outcome, words, by)
    found.decision, found.decision_words = decision, words
    found.decided_at, found.decided_by = timezone.now(), by
    found.save(update_fields=["corrected", "decision", "decision_words", "decided_at", "decided_by"])
    detail = {"item": found.item, "decision": decision, "reason": words}
    audit.record(by=by, verb="evidence.decide_contest", subject=check, detail=detail)
    return found


def _corrected(check: QualityCheck, found: CheckContest, outcome: str, words: str, by: Account) -> QualityCheck:
    items = [
        item._replace(outcome=outcome) if place == found.position else item
        for place, item in zip(check.items.values_list("position", flat=True), checks.items_of(check), strict=True)
    ]
    return checks.correct_check(check, items=items, by=by, reason=words)


@transaction.atomic
def correct(check: QualityCheck, *, items: Sequence[Item], by: Account, reason: str) -> QualityCheck:
    """Correct a check on its page. Raises Refused where who rated it changes what was contested: what is open is
    decided by somebody else, and what was decided stands."""
    held = QualityCheck.objects.select_for_update().get(pk=check.pk)
    before = dict(held.items.values_list("position", "outcome"))
    changed = {
        place for (place, outcome), item in zip(sorted(before.items()), items, strict=True) if outcome != item.outcome
    }
    if by.person_id in window.raters(held) and window.of_check(held).filter(position__in=changed).exists():
        raise Refused(
            _("This item was contested. Who rated the check does not change it; somebody else has to."),
            code="contested",
        )
    return checks.correct_check(check, items=items, by=by, reason=reason)


@transaction.atomic
def take_note(check: QualityCheck, *, by: Account) -> None:
    """The agent has read the check as it stands and what was decided on it."""
    if check.agent_id != by.person_id:
        raise Refused(_("Only whose check it is takes note of it."), code="not_own")
    now = timezone.now()
    NotedCheck.objects.get_or_create(quality_check=check, defaults={"noted_at": now})
    window.of_check(check).exclude(decision="").filter(noted_at=None).update(noted_at=now)


@transaction.atomic
def set_rules(*, contest_days: int, by: Account | None) -> CheckRules:
    """How long items may be contested; a change holds for checks that were entered before too."""
    rules, _made = CheckRules.objects.get_or_create(pk=1)
    return audited_save.change(rules, {"contest_days": contest_days}, verb="evidence.set_check_rules", by=by)
