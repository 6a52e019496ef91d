"""Plans that wait: drafts to comment on, announcements to sign, comments to answer, drafts that cannot be published."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.to_do import Button, Group, Task, tasks_for
from people.models import Account
from records.months import company_zone
from scoring.engine import plan_checks
from scoring.models import PlanComment, PlanReader, PlanVersion
from scoring.plans import versions as plans
from scoring.saying import say
from scoring.targets import window as target_window
from scoring.to_do.months import named

WORKED_AT = Q(state=PlanVersion.State.DRAFT, changed_by__isnull=False)


@tasks_for("scoring.comment_on_plans", rows=lambda: PlanReader.objects.filter(version__state="draft", person=PERSON))
def to_comment(account: Account, now: datetime) -> Iterator[Group]:
    """Drafts shown to this account that it has not commented on, until their day."""
    own = PlanComment.objects.filter(version=OuterRef("pk"), author=account)
    mine = PlanReader.objects.filter(version=OuterRef("pk"), person=account.person_id)
    shown = PlanVersion.objects.filter(state="draft", comments_until__gte=now.date()).filter(Exists(mine), ~Exists(own))
    for draft in shown.order_by("comments_until", "pk"):
        name = _name(draft)
        task = Task(
            key=f"comment_on_plan:{draft.pk}",
            sentence=_("%(name)s: say what you think of the draft") % {"name": name},
            reason=_("It is meant to score you; nothing is decided yet"),
            href=reverse("scoring:plan_comments", args=[draft.pk]),
            badge=_("Draft"),
            tone="warn",
        )
        yield Group(label=_("Draft of a plan"), act=_("Comment on the draft"), due=_end_of(draft, now), tasks=(task,))


@tasks_for("scoring.sign_plan", rows=lambda: _unsigned_by(PERSON))
def to_sign(account: Account, now: datetime) -> Iterator[Group]:
    """Announced plans that this account has not signed."""
    waiting = _unsigned_by(account.person_id)
    tasks = [_to_sign(reader) for reader in waiting.select_related("version").order_by("version__valid_from", "pk")]
    if tasks:
        yield Group(label=_("Plans to read and sign"), act=_("Read and sign"), tasks=tuple(tasks))


@tasks_for("scoring.edit_plans", rows=lambda: (PlanVersion.objects.filter(WORKED_AT), _announced_and_unsigned()))
def for_hr(account: Account, now: datetime) -> Iterator[Group]:
    """Comments without an answer, drafts that nothing but HR can bring to be published, readers who have not signed."""
    versions = list(_versions())
    drafts = [version for version in versions if version.is_draft]
    answers = tuple(_to_answer(draft, draft.unanswered) for draft in drafts if draft.unanswered)
    if answers:
        yield Group(label=_("Comments on drafts"), act=_("Answer"), tasks=answers)
    for draft in drafts:
        yield from _draft(draft)
    unsigned = tuple(_unsigned(version) for version in versions if not version.is_draft)
    if unsigned:
        yield Group(label=_("Plans that are not signed by everybody"), tasks=unsigned)


def _announced_and_unsigned() -> Any:
    return PlanReader.objects.filter(
        version__state=PlanVersion.State.PUBLISHED, announced_at__isnull=False, signed_at=None
    )


def _versions() -> Any:
    """Drafts that somebody works at, and announced versions that not everybody has signed, in one statement."""
    announced = Q(readers__announced_at__isnull=False)
    counted = PlanVersion.objects.annotate(
        unanswered=Count("comments", filter=Q(comments__answered_at=None), distinct=True),
        asked=Count("readers", filter=announced, distinct=True),
        missing=Count("readers", filter=announced & Q(readers__signed_at=None), distinct=True),
    )
    return counted.filter(WORKED_AT | Q(state=PlanVersion.State.PUBLISHED, missing__gt=0)).order_by("valid_from", "pk")


def _unsigned_by(person: Any) -> Any:
    return PlanReader.objects.filter(person=person, announced_at__isnull=False, signed_at=None)


def _to_sign(reader: PlanReader) -> Task:
    version, told = reader.version, ""
    if version.begins:
        told = _("in force from %(month)s") % {"month": named(version.begins)}
    return Task(
        key=f"sign_plan:{version.pk}",
        sentence=_("%(name)s: read what changes, and sign") % {"name": _name(version)},
        reason=told,
        href=reverse("scoring:plan_announcement", args=[version.pk]),
        badge=_("reminded") if reader.reminded_at else "",
        tone="warn",
    )


def _to_answer(draft: PlanVersion, number: int) -> Task:
    words = ngettext("%(name)s: %(n)s comment without an answer", "%(name)s: %(n)s comments without an answer", number)
    return Task(
        key=f"answer_comments:{draft.pk}",
        sentence=words % {"name": _name(draft), "n": number},
        href=reverse("scoring:plan_comments", args=[draft.pk]),
    )


def _draft(draft: PlanVersion) -> Iterator[Group]:
    """A draft that somebody works at and that cannot be published as it stands, until the freeze of its month."""
    blocking = len(plan_checks.problems(plans.read(draft)))
    if not blocking or draft.begins is None:
        return
    words = ngettext("%(name)s: %(n)s thing blocks it", "%(name)s: %(n)s things block it", blocking)
    task = Task(
        key=f"draft_blocked:{draft.pk}",
        sentence=words % {"name": _name(draft), "n": blocking},
        reason=_("meant from %(month)s on") % {"month": named(draft.begins)},
        href=reverse("scoring:edit_plan", args=[draft.pk]),
        badge=_("blocked"),
        tone="bad",
    )
    window = target_window.window(draft.begins)
    if window.is_open:
        freeze = draft.begins.end_of_day(window.last_day.day, company_zone())
        yield Group(label=_("Drafts of plans"), act=_("Mend the draft"), due=freeze, tasks=(task,))


def _unsigned(version: Any) -> Task:
    """An announced version with the number of those who have not signed; they are reminded from the line."""
    return Task(
        key=f"unsigned:{version.pk}",
        sentence=_("%(name)s: %(missing)s of %(asked)s have not signed")
        % {"name": _name(version), "missing": version.missing, "asked": version.asked},
        reason=_("No figure waits for it"),
        href=reverse("scoring:plan_announcement", args=[version.pk]),
        button=Button(_("Remind"), reverse("scoring:remind_readers", args=[version.pk])),
        waits=True,
    )


def _name(version: PlanVersion) -> str:
    words = _("%(name)s, version %(version)s")
    return words % {"name": say(plans.read(version).name), "version": version.version}


def _end_of(draft: PlanVersion, now: datetime) -> datetime | None:
    """The end of the day until which comments are asked for."""
    day = draft.comments_until
    return datetime.combine(day + timedelta(days=1), time(), now.tzinfo) if day else None
