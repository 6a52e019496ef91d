"""Who answers an appeal: nobody whom it is about, who scored what is appealed, or whose own card counts it.

Where it is late, or nobody else is left, the administrators answer too (SCORING §1, §9).
"""

from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from evidence.models import QualityCheck
from evidence.quality_checks.contests.window import raters
from people.access import ADMINISTRATOR, VERBS
from people.models import Account
from people.visibility import people_seen
from records import second_word
from scoring.appeals import subjects
from scoring.models import Adjustment, Appeal, AppealRound, Review

ANSWERS = "scoring.answer_appeal"
IN_CONFIDENCE = frozenset({"rating", "peer_rating"})
"""Facts of which nobody is told who gave them; who gives them answers no appeals."""


def scorers(appeal: Appeal) -> set[int]:
    """The people who scored what is appealed: the card's reviewer, who rated, entered or left out the fact."""
    reviews = Review.objects.filter(agent=appeal.agent_id, month__first_day=appeal.first_day)
    found = set(reviews.exclude(submitted_at=None).values_list("reviewer__person", flat=True))
    row = subjects.of(appeal).row
    if isinstance(row, QualityCheck):
        found |= raters(row)
    elif isinstance(row, Adjustment):
        found |= {row.author_id}
    found |= _recorders(appeal, row)
    return {person for person in found if person is not None}


def _recorders(appeal: Appeal, row: Model | None) -> set[int]:
    """Who entered the fact by hand; who imported a file did not judge what it says."""
    recorder = getattr(row, "recorded_by", None)
    in_confidence = appeal.subject.partition(":")[0] in IN_CONFIDENCE
    if recorder is None or in_confidence or not appeal.is_open or getattr(row, "batch_id", None) is not None:
        return set()
    return {recorder.person_id}


def earlier(appeal: Appeal) -> set[int]:
    """Accounts that answered an earlier round."""
    return set(appeal.rounds.exclude(decided_by=None).values_list("decided_by", flat=True))


def why_not(account: Account, appeal: Appeal, current: AppealRound, now: datetime | None = None) -> str:
    """The sentence with which somebody is kept from answering this round; empty for who may."""
    now = now or timezone.now()
    sentence = _kept_from(account, appeal)
    if sentence:
        return sentence
    late = now >= current.due
    if not _answers_first(account) and not late and eligible(appeal, current).exists():
        return _("Administrators answer what is late, or what nobody else may answer.")
    if current.taken_by_id not in (None, account.pk) and not late:
        return _("%(name)s has taken it on.") % {"name": current.taken_by}
    return ""


def _kept_from(account: Account, appeal: Appeal) -> str:
    if account.person_id == appeal.agent_id:
        return _("Nobody answers an appeal of their own.")
    if account.pk in earlier(appeal):
        return _("You answered the first round; somebody else answers the second.")
    if account.person_id in scorers(appeal):
        return _("You scored what is appealed; somebody else answers it.")
    if second_word.own_card_counts(account, appeal.agent_id, appeal.first_day):
        return _("Your own card counts what your team has; somebody else answers it.")
    return ""


def eligible(appeal: Appeal, current: AppealRound) -> QuerySet[Account]:
    """Who may answer in time: HR, and who leads the agent, without those who are kept from it."""
    kept = scorers(appeal) | {appeal.agent_id}
    roles = sorted(VERBS[ANSWERS] - {ADMINISTRATOR})
    found = Account.objects.filter(is_active=True, roles__overlap=roles).exclude(person__in=kept)
    found = found.exclude(pk__in=earlier(appeal)).select_related("person").order_by("pk")
    month = appeal.card.month.month
    seeing = [one.pk for one in found if people_seen(one, month).filter(pk=appeal.agent_id).exists()]
    scored = [one for one in found if second_word.own_card_counts(one, appeal.agent_id, appeal.first_day)]
    return found.filter(Q(pk__in=seeing)).exclude(pk__in=[one.pk for one in scored])


def escalated_to() -> QuerySet[Account]:
    """Who is asked too where it is late."""
    found = Account.objects.filter(is_active=True, roles__contains=[ADMINISTRATOR])
    return found.select_related("person").order_by("pk")


def _answers_first(account: Account) -> bool:
    return account.has_role(*(VERBS[ANSWERS] - {ADMINISTRATOR}))
