"""Ask for a second rating, give it blind, settle what differs."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.facts import refuse_final_month
from evidence.quality_checks import verbs as checks
from evidence.quality_checks.contests import window
from evidence.quality_checks.contests.window import raters
from evidence.quality_checks.models import QualityCheck
from evidence.quality_checks.verbs import Item
from kpi_portal.lib.refusals import Refused
from people.access import VERBS
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit

from .models import SecondRating

Settlement = SecondRating.Settlement


def askable(check: QualityCheck) -> QuerySet[Account]:
    """Who could rate the check a second time: who checks contacts and sees this one, but neither whose it is nor who
    rated it already."""
    holders = Account.objects.filter(is_active=True, roles__overlap=[role.value for role in VERBS["evidence.check"]])
    others = holders.exclude(person__in=raters(check) | {check.agent_id})
    seeing = [each.pk for each in others if QualityCheck.objects.visible_to(each).filter(pk=check.pk).exists()]
    return Account.objects.filter(pk__in=seeing)


@transaction.atomic
def ask(check: QualityCheck, *, rater: Account, by: Account) -> SecondRating:
    """From now on the second rater does not see the check until the own rating is given. Raises Refused."""
    found = QualityCheck.objects.select_for_update().get(pk=check.pk)
    refuse_for_oneself(by, found.agent_id)
    refuse_final_month(found)
    if not found.stands or of_check(found).exists():
        raise Refused(_("A second rating of this check was asked for already."), code="twice")
    if not askable(found).filter(pk=rater.pk).exists():
        raise Refused(_("Somebody else has to rate it a second time."), code="not_askable", field="rater")
    made = SecondRating.objects.create(quality_check=found, rater=rater, asked_by=by, asked_at=timezone.now())
    audit.record(by=by, verb="evidence.ask_second_rating", subject=found, detail={"to": str(rater)})
    return made


def of_check(check: QualityCheck) -> QuerySet[SecondRating]:
    """The second rating of a check, whichever revision stands."""
    same = {"quality_check__source": check.source, "quality_check__number": check.number}
    return SecondRating.objects.filter(**same).select_related("rater", "settled_by", "quality_check__checker")


@transaction.atomic
def rate(second: SecondRating, *, items: Sequence[Item], by: Account, note: str = "") -> SecondRating:
    """Given once, by whom it was asked of. Where both say the same nothing is left to settle."""
    found = SecondRating.objects.select_for_update().get(pk=second.pk)
    if found.rater_id != by.pk or found.rated_at:
        raise Refused(_("This second rating was given already."), code="twice")
    refuse_for_oneself(by, found.quality_check.agent_id)
    if checks.score_of(items) is None:
        raise Refused(_("No item applies; nothing was checked."), code="nothing_applies")
    found.outcomes, found.note, found.rated_at = [item.outcome for item in items], note, timezone.now()
    if found.outcomes == first_outcomes(found):
        found.settlement, found.settled_at = Settlement.SAME, found.rated_at
    found.save(update_fields=["outcomes", "note", "rated_at", "settlement", "settled_at"])
    audit.record(by=by, verb="evidence.rate_check_again", subject=found.quality_check)
    return found


@transaction.atomic
def settle(second: SecondRating, *, settlement: str, by: Account) -> SecondRating:
    """The first stands, or the second's outcomes supersede it, once both raters have talked. Never by who rated
    second. Raises Refused, of what is taken over also where the month is final."""
    found = SecondRating.objects.select_for_update().get(pk=second.pk)
    check = standing(found)
    refuse_for_oneself(by, check.agent_id)
    if found.rated_at is None or found.settlement or settlement not in (Settlement.FIRST, Settlement.SECOND):
        raise Refused(_("There is nothing to settle."), code="nothing_to_settle")
    if found.rater_id == by.pk:
        raise Refused(_("Who rated second does not settle it. The first rater or somebody else has to."), code="own")
    if settlement == Settlement.SECOND:
        items = _taken_over(check, found)
        checks.correct_check(check, items=items, by=by, reason=str(_("Settled after a second rating")))
    found.settlement, found.settled_at, found.settled_by = settlement, timezone.now(), by
    found.save(update_fields=["settlement", "settled_at", "settled_by"])
    audit.record(by=by, verb="evidence.settle_second_rating", subject=check, detail={"decision": settlement})
    return found


def _taken_over(check: QualityCheck, second: SecondRating) -> list[Item]:
    """The items as the second rater saw them; what was decided on a contest stays as it was decided."""
    decided = set(window.of_check(check).exclude(decision="").values_list("position", flat=True))
    places = check.items.values_list("position", flat=True)
    seen = zip(places, checks.items_of(check), second.outcomes, strict=True)
    return [item if place in decided else item._replace(outcome=outcome) for place, item, outcome in seen]


def standing(second: SecondRating) -> QualityCheck:
    """The check as it stands now."""
    first: QualityCheck = second.quality_check
    return QualityCheck.objects.get(source=first.source, number=first.number, stands=True)


def first_outcomes(second: SecondRating) -> list[str]:
    """What the first rater said, item by item."""
    return [item.outcome for item in second.quality_check.items.all()]
