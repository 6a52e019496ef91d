"""Drafts are shown and commented on, published versions announced, read and signed (by each for themselves).

No figure waits for a comment or a signature: a version holds from its month whoever signed.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.models import PlanComment, PlanReader, PlanVersion
from scoring.plans import scored_people, versions

DAYS_TO_COMMENT = 7


@transaction.atomic
def show_draft(*, draft: PlanVersion, by: Account, until: date | None = None) -> int:
    """Let those whom it would score read the draft and comment, until a day; how many they are. Raises Refused.

    Shown again it also reaches those whom it would score by now.
    """
    refuse_for_oneself(by)
    draft = PlanVersion.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not draft.is_draft:
        raise Refused(_("This version is published already; make a new one."), code="published")
    today = timezone.localtime(timezone=months.company_zone()).date()
    until = until or today + timedelta(days=DAYS_TO_COMMENT)
    if until < today:
        raise Refused(_("Choose a day that is not over."), code="day_is_over", field="until")
    people = list(scored_people.concerned(draft))
    PlanReader.objects.bulk_create((PlanReader(version=draft, person=each) for each in people), ignore_conflicts=True)
    draft.shown_at, draft.comments_until = draft.shown_at or timezone.now(), until
    draft.save(update_fields=["shown_at", "comments_until"])
    audit.record(by=by, verb="scoring.show_draft", subject=draft, detail={"until": until, "people": len(people)})
    return len(people)


@transaction.atomic
def comment(*, draft: PlanVersion, by: Account, text: str, about: str = "") -> PlanComment:
    """Say something of a draft that is shown, of the whole or of one indicator. Raises Refused."""
    draft = PlanVersion.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not takes_comments(draft):
        raise Refused(_("Only a draft that is shown is commented on."), code="not_shown")
    if not text.strip():
        raise Refused(_("Write what you want to say."), code="no_text", field="text")
    about = about if about in dict(scored_people.indicators(draft)) else ""
    said = PlanComment.objects.create(version=draft, author=by, text=text.strip(), about=about)
    audit.record(by=by, verb="scoring.comment_on_plan", subject=draft, detail={"comment": said.pk})
    return said


@transaction.atomic
def answer(*, comment: PlanComment, by: Account, text: str) -> PlanComment:
    """Answer a comment, or write the answer anew. Raises Refused."""
    refuse_for_oneself(by, comment.author.person_id)
    if not text.strip():
        raise Refused(_("Write the answer."), code="no_text")
    comment.answer, comment.answered_by, comment.answered_at = text.strip(), by, timezone.now()
    comment.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(by=by, verb="scoring.answer_comment", subject=comment.version, detail={"comment": comment.pk})
    return comment


@transaction.atomic
def publish(
    *, plan: PlanVersion, valid_from: Month, by: Account, whom: versions.For = versions.EVERYBODY
) -> PlanVersion:
    """Publish, and announce it to everybody whom it scores in its first month. Raises Refused."""
    version = versions.publish_plan(plan=plan, valid_from=valid_from, by=by, whom=whom)
    if not version.is_trial:
        announce(version=version, by=by)
    return version


@transaction.atomic
def announce(*, version: PlanVersion, by: Account) -> int:
    """Ask everybody whom the published version scores to read and sign; who was asked already is not asked again."""
    now, people = timezone.now(), list(scored_people.concerned(version))
    PlanReader.objects.bulk_create((PlanReader(version=version, person=each) for each in people), ignore_conflicts=True)
    asked = PlanReader.objects.filter(version=version, person__in=people, announced_at=None).update(announced_at=now)
    if asked:
        audit.record(by=by, verb="scoring.announce_plan", subject=version, detail={"people": asked})
    return asked


@transaction.atomic
def sign(*, version: PlanVersion, by: Account) -> PlanReader:
    """Read and signed, by oneself and with the time; signed twice it keeps the first. Raises Refused."""
    announced = PlanReader.objects.filter(version=version, announced_at__isnull=False)
    found = announced.select_for_update().filter(person__account=by).first()
    if found is None:
        raise Refused(_("This plan was not announced to you."), code="not_announced")
    if found.signed_at is None:
        found.signed_at = timezone.now()
        found.save(update_fields=["signed_at"])
        audit.record(by=by, verb="scoring.sign_plan", subject=version)
    return found


@transaction.atomic
def remind(*, version: PlanVersion, by: Account) -> int:
    """Ask once more whoever has not signed, and whoever came under the plan since; how many. Raises Refused."""
    refuse_for_oneself(by)
    if version.is_draft:
        raise Refused(_("It is not published yet."), code="draft")
    if not version.is_trial:
        announce(version=version, by=by)
    asked = unsigned(version).update(reminded_at=timezone.now())
    audit.record(by=by, verb="scoring.remind_readers", subject=version, detail={"people": asked})
    return asked


def takes_comments(version: PlanVersion) -> bool:
    """Whether it is a draft that is shown."""
    return version.is_draft and version.shown_at is not None


def unsigned(version: PlanVersion) -> QuerySet[PlanReader]:
    """Those to whom it was announced and who have not signed."""
    return PlanReader.objects.filter(version=version, announced_at__isnull=False, signed_at=None)
