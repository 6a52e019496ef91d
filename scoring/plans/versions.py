"""Plans of the company: the presets it starts with, and which version is in force (SCORING §1, §2)."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Posting, Site
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.computed import computed_months, opened_again
from scoring.engine import plan_checks
from scoring.engine.plan import Plan
from scoring.engine.presets import load_preset
from scoring.engine.problems import PlanError, Problem
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion, Scope, ScoringSettings
from scoring.targets.window import Stage, window

if TYPE_CHECKING:
    from people.models import Account

FOR_EVERY_MONTH = date(1, 1, 1)
"""``valid_from`` of a plan that is in force for every month."""
PRESETS = ("standard", "premium", "commercial", "supervisor")
"""Those that a new company has; the first is in force, the others are drafts."""
KINDS = {"premium": Site.Kind.PREMIUM, "commercial": Site.Kind.COMMERCIAL}
"""Preset → the kind of site that it was made for."""
POSTS = {"supervisor": Posting.Post.SUPERVISOR}
"""Preset → the post that it was made for."""


@dataclass(frozen=True)
class For:
    """Whom a version is for (SCORING §1): a site, or the sites of a kind, and a post; nothing said is everybody."""

    site: Site | None = None
    site_kind: str = ""
    post: str = ""


EVERYBODY = For()


@transaction.atomic
def install_presets(*, by: "Account | None" = None) -> PlanVersion:
    """Give a new company ``standard`` version 1 for every month, and the other presets as drafts to adopt."""
    ScoringSettings.objects.get_or_create(pk=1)
    standard = _install("standard", state=PlanVersion.State.PUBLISHED)
    for code in PRESETS[1:]:
        _install(code, state=PlanVersion.State.DRAFT)
    audit.record(by=by, verb="scoring.install_presets", subject=standard)
    return standard


@transaction.atomic
def publish_plan(*, plan: PlanVersion, valid_from: Month, by: "Account | None", whom: For = EVERYBODY) -> PlanVersion:
    """Put a draft in force from a month on. Raises Refused with every reason why it cannot be (SCORING §2).

    It moves the pay of those whom it is for: nobody publishes for themselves, and somebody has to answer for it.
    """
    plan = PlanVersion.objects.select_for_update().get(pk=plan.pk)
    if plan.state == PlanVersion.State.PUBLISHED:
        raise Refused(_("This version is published already; make a new one."), code="published")
    plan.valid_from = valid_from.first_day
    plan.site, plan.site_kind, plan.post = whom.site, whom.site_kind, whom.post
    refuse_for_oneself(by, by.person_id if by is not None and _scores(plan, by, valid_from) else None)
    _refuse_alone(plan, by)
    problems = plan_checks.problems(read(plan))
    if problems:
        raise refusal(problems)
    _refuse_unexplained(plan)
    _refuse_past(valid_from, trial=plan.is_trial)
    plan.state, plan.published_at, plan.published_by = PlanVersion.State.PUBLISHED, timezone.now(), by
    plan.save()
    audit.record(by=by, verb="scoring.publish_plan", subject=plan, detail={"from": valid_from})
    return plan


def _refuse_unexplained(plan: PlanVersion) -> None:
    """Where the company refuses what a publish check speaks of, each has to be mended or given a reason (§2)."""
    if ScoringSettings.of_the_company().publish_checks == ScoringSettings.PublishChecks.REFUSE:
        spoken = plan_checks.publish_warnings(read(plan))
        unexplained = [warning.problem for warning in spoken if warning.acknowledged is None]
        if unexplained:
            raise refusal(unexplained)


def _scores(plan: PlanVersion, account: "Account", since: Month) -> bool:
    """Whether a posting of the account's person, from this month on, would get this plan."""
    later = Q(last_day=None) | Q(last_day__gte=since.first_day)
    postings = Posting.objects.filter(later, person__account=account).select_related("site")
    so_far = in_force(since, trial=plan.is_trial).by_scope
    then = PlansInForce(since, {**so_far, plan.scope: plan})
    return any(then.of(posting) is plan for posting in postings if posting.post in (Posting.Post.AGENT, plan.post))


def _refuse_alone(plan: PlanVersion, by: "Account | None") -> None:
    """Where the company wants a second person, not whoever changed the draft last."""
    alone = by is not None and plan.changed_by_id == by.pk
    if alone and ScoringSettings.of_the_company().two_people_plans:
        raise Refused(_("You changed this draft last; a second person publishes it."), code="second_person")


def _refuse_past(valid_from: Month, *, trial: bool) -> None:
    """A plan acts on no month that was computed, and on none that is over: unless it was opened again, or is history.

    Its targets would rescue the month as an agreed one would (SCORING §5).
    """
    computed = computed_months(since=valid_from).first()
    if computed is not None:
        sentence = _("%(month)s was computed; a plan begins after it.")
        raise Refused(sentence, code="month_is_computed", params={"month": computed.month})
    month = max(valid_from, ScoringSettings.of_the_company().live_since)
    opened = {record.month for record in opened_again(since=month)}
    while timezone.now() >= months.edges(month)[1]:
        if month not in opened:
            sentence = _("%(month)s is over; a plan begins in a month that is not.")
            raise Refused(sentence, code="month_is_over", params={"month": month})
        month = month.next
    if not trial:  # which moves nobody's pay
        _refuse_frozen(month)


def _refuse_frozen(month: Month) -> None:
    """Nor on a running one whose targets are frozen, from the company's second month on: it would move them all."""
    if month != ScoringSettings.of_the_company().live_since and window(month).stage == Stage.FROZEN:
        sentence = _("The targets of %(month)s are frozen; a plan begins in a month whose targets are not.")
        raise Refused(sentence, code="targets_frozen", params={"month": month})


def read(version: PlanVersion) -> Plan:
    """The plan that the version's document says. Raises Refused for a draft that cannot be read."""
    try:
        return _read(version.document, version.version, version.is_trial)
    except PlanError as error:
        raise refusal(error.problems) from error


@contextmanager
def problems_refused() -> Iterator[None]:
    """What the engine finds wrong with a plan or a target, which it says untranslated, becomes a refusal."""
    try:
        yield
    except PlanError as error:
        raise refusal(error.problems) from error


def refusal(problems: Sequence[Problem]) -> Refused:
    """All that the engine finds wrong, in one."""
    return Refused(" ".join(_said(problems)), code=problems[0].code)


def _said(problems: Sequence[Problem]) -> list[str]:
    return [_(problem.sentence) % problem.params for problem in problems]


@dataclass(frozen=True)
class PlansInForce:
    """The published versions of a month by whom they are for; the empty scope is the company's default."""

    month: Month
    by_scope: dict[Scope, PlanVersion]

    @property
    def default(self) -> PlanVersion | None:
        """The plan of everybody for whom no other is in force."""
        return self.by_scope.get(Scope())

    def of(self, posting: Posting | None) -> PlanVersion | None:
        """The most specific plan of a posting (§1): of its site, of its site's kind, of every site.

        At each of these one for the post goes before one for any post.
        Any post but that of agents is scored only by a plan for that post.
        """
        if posting is None:
            return self.default
        places = [(posting.site_id, ""), (0, posting.site.kind)] if posting.site else []
        posts = (posting.post, "") if posting.post == Posting.Post.AGENT else (posting.post,)
        scopes = (Scope(site or 0, kind, post) for site, kind in [*places, (0, "")] for post in posts)
        return next((self.by_scope[scope] for scope in scopes if scope in self.by_scope), None)


def in_force(month: Month, *, trial: bool = False) -> PlansInForce:
    """Of each scope the published version with the latest ``valid_from`` ≤ the month; of equals the newest."""
    versions = PlanVersion.objects.filter(
        state=PlanVersion.State.PUBLISHED, valid_from__lte=month.first_day, is_trial=trial
    ).order_by("valid_from", "version", "pk")
    return PlansInForce(month, {version.scope: version for version in versions})


@lru_cache(maxsize=256)
def _read(document: str, version: int, trial: bool) -> Plan:
    return Plan.from_document(json.loads(document), definitions(), version=version, trial=trial)


def _install(code: str, *, state: str) -> PlanVersion:
    plan = load_preset(code, definitions())
    published = state == PlanVersion.State.PUBLISHED
    return PlanVersion.objects.create(
        code=code,
        version=1,
        state=state,
        site_kind=KINDS.get(code, ""),
        post=POSTS.get(code, ""),
        valid_from=FOR_EVERY_MONTH if published else None,
        document=canonical(plan.to_document()).decode(),
        document_hash=plan.plan_hash,
        published_at=timezone.now() if published else None,
    )
