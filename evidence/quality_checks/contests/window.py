"""Until when, and which items, an agent may contest."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from evidence.quality_checks.models import QualityCheck, QualityItem
from people.models import Account
from records.models import MonthRecord
from records.months import CLOSED

from .models import CheckContest, CheckRules

FAIL = QualityItem.Outcome.FAIL


def until(check: QualityCheck) -> datetime:
    """The last instant at which an item of this revision may be contested."""
    return check.recorded_at + timedelta(days=CheckRules.current().contest_days)


def of_check(check: QualityCheck) -> QuerySet[CheckContest]:
    """What was contested of the check, in whatever revision."""
    same = {"quality_check__source": check.source, "quality_check__number": check.number}
    return CheckContest.objects.filter(**same).select_related("decided_by__person", "quality_check")


def open_to(account: Account, now: datetime, days: int | None = None) -> QuerySet[QualityCheck]:
    """The account's own checks that stand, failed somewhere and are young enough, in months that are not final."""
    closed = MonthRecord.objects.filter(
        state__in=CLOSED, starts_at__lte=OuterRef("contact_at"), ends_at__gt=OuterRef("contact_at")
    )
    earliest = now - timedelta(days=CheckRules.current().contest_days if days is None else days)
    own = QualityCheck.objects.standing().filter(agent=account.person_id, recorded_at__gte=earliest)
    failed = QualityItem.objects.filter(quality_check=OuterRef("pk"), outcome=FAIL)
    return own.filter(~Exists(closed), Exists(failed), final_at__isnull=False)


def visible_to(account: Account) -> QuerySet[CheckContest]:
    """What was contested of checks that the account may see, as they stand."""
    same = QualityCheck.objects.visible_to(account).filter(
        source=OuterRef("quality_check__source"), number=OuterRef("quality_check__number")
    )
    return CheckContest.objects.filter(Exists(same))


def standing(contest: CheckContest) -> QualityCheck:
    """The check as it stands now."""
    check: QualityCheck = contest.quality_check
    return QualityCheck.objects.get(source=check.source, number=check.number, stands=True)


def raters(check: QualityCheck) -> set[int | None]:
    """Who rated the check, in whatever revision: none of them decides what is contested of it."""
    revisions = QualityCheck.objects.filter(source=check.source, number=check.number)
    people = revisions.values_list("checker", "recorded_by__person")
    return {person for both in people for person in both} - {None}
