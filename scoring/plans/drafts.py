"""Drafts of plans (SCORING §1, §2): begun from a preset or a version, changed, meant for somebody, thrown away.

A draft scores nobody and may hold any sum; ``plans.publish_plan`` puts it in force.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.engine import plan_checks
from scoring.engine.plan import Plan
from scoring.engine.presets import PRESETS, load_preset
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import versions

Document = dict[str, Any]
"""What ``Plan.from_document`` reads."""


@transaction.atomic
def adopt_preset(*, preset: str, by: Account) -> PlanVersion:
    """A draft as the preset is shipped, meant for the sites it was made for, from next month. Raises Refused."""
    if preset not in PRESETS:
        raise Refused(_("There is no such preset."), code="no_preset")
    document = load_preset(preset, definitions()).to_document()
    draft = PlanVersion(code=preset, site_kind=versions.KINDS.get(preset, ""))
    return _begin(draft, document, by=by, verb="scoring.adopt_preset", copied=None)


@transaction.atomic
def copy_plan(*, plan: PlanVersion, by: Account, own: bool = False) -> PlanVersion:
    """A draft as this version is: its plan's next version, or with ``own`` the first of a plan of its own."""
    document = versions.read(plan).to_document()
    draft = PlanVersion(code=plan.code, site=plan.site, site_kind=plan.site_kind, post=plan.post)
    if own:
        draft.code = document["code"] = _new_code()
        document["name"] = {
            "zh": f"{document['name']['zh']}（另存）",
            "en": f"{document['name']['en']} (copy)",
        }
    if plan.is_draft:
        draft.valid_from, draft.based_on = plan.valid_from, plan.based_on
    else:
        draft.based_on = plan
    return _begin(draft, document, by=by, verb="scoring.copy_plan", copied=plan)


@transaction.atomic
def change_draft(*, draft: PlanVersion, by: Account, change: Callable[[Document], Document]) -> PlanVersion:
    """Put what ``change`` makes of the document in its place; audited with what differs, if anything does.

    Raises Refused for a published version and for a document that cannot be read as a plan.
    """
    draft = _held(draft, by)
    before = versions.read(draft).to_document()
    with versions.problems_refused():
        plan = Plan.from_document(change(json.loads(draft.document)), definitions())
    changed = differences(before, plan.to_document())
    if changed:
        _write(draft, plan, by=by)
        draft.save()
        audit.record(by=by, verb="scoring.change_draft", subject=draft, detail={"changed": changed})
    return draft


def acknowledge(*, draft: PlanVersion, by: Account, check: str, subject: str, reason: str) -> PlanVersion:
    """Say why what a publish check says of a subject is left so; no reason takes it back. Raises Refused."""
    speaks = any(
        (found.problem.code, found.problem.params.get("subject", "")) == (check, subject)
        for found in plan_checks.publish_warnings(versions.read(draft))
    )
    if not speaks and reason.strip():
        raise Refused(_("The check does not say that any more."), code="no_warning")
    said = reason.strip()

    def change(document: Document) -> Document:
        seen = [each for each in document["acknowledged"] if (each["check"], each["subject"]) != (check, subject)]
        if said:
            seen.append({"check": check, "subject": subject, "reason": {"zh": said, "en": said}})
        return document | {"acknowledged": seen}

    return change_draft(draft=draft, by=by, change=change)


@transaction.atomic
def mean_for(
    *, draft: PlanVersion, by: Account, valid_from: Month | None, whom: versions.For, trial: bool = False
) -> PlanVersion:
    """Say for whom and from which month the draft is meant, and whether it is on trial. Raises Refused."""
    draft = _held(draft, by)
    before = _meant(draft)
    draft.valid_from = valid_from.first_day if valid_from else None
    draft.site, draft.site_kind, draft.post, draft.is_trial = whom.site, whom.site_kind, whom.post, trial
    changed = {name: [value, _meant(draft)[name]] for name, value in before.items() if value != _meant(draft)[name]}
    if changed:
        draft.changed_by, draft.changed_at = by, timezone.now()
        draft.save()
        audit.record(by=by, verb="scoring.mean_draft_for", subject=draft, detail={"changed": changed})
    return draft


@transaction.atomic
def delete_draft(*, draft: PlanVersion, by: Account) -> None:
    """Throw a draft away; the audit keeps its document. Raises Refused for a published version."""
    draft = _held(draft, by)
    audit.record(by=by, verb="scoring.delete_draft", subject=draft, detail={"document": json.loads(draft.document)})
    draft.delete()  # and what was said about it


def differences(before: object, after: object, where: str = "") -> dict[str, list[Any]]:
    """Path → old and new value of every leaf that differs; parts of a list are named by their code, not their place."""
    if before == after:
        return {}
    mine, theirs = _children(before), _children(after)
    if mine is None or theirs is None:
        return {where: [before, after]}
    found: dict[str, list[Any]] = {}
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        path = f"{where}.{key}" if where else key
        found |= differences(mine.get(key), theirs.get(key), path)
    if not found:
        found[where] = [list(mine), list(theirs)]  # only their order differs
    return found


def _children(value: object) -> dict[str, Any] | None:
    """The parts of an object, or of a list whose parts have a code; None for a leaf."""
    if isinstance(value, dict):
        return value
    coded = isinstance(value, list) and value and all(isinstance(each, dict) and "code" in each for each in value)
    if coded and isinstance(value, list) and len({each["code"] for each in value}) == len(value):
        return {each["code"]: each for each in value}
    return None


def _held(draft: PlanVersion, by: Account | None) -> PlanVersion:
    """The draft in this act's hands."""
    refuse_for_oneself(by)
    held: PlanVersion = PlanVersion.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not held.is_draft:
        raise Refused(_("A published version does not change; copy it into a new draft."), code="published")
    return held


def _begin(
    draft: PlanVersion, document: Document, *, by: Account, verb: str, copied: PlanVersion | None
) -> PlanVersion:
    refuse_for_oneself(by)
    latest = PlanVersion.objects.filter(code=draft.code).aggregate(latest=Max("version"))["latest"] or 0
    draft.version = latest + 1
    if draft.valid_from is None:
        draft.valid_from = Month.of(timezone.now(), months.company_zone()).next.first_day
    _write(draft, Plan.from_document(document, definitions()), by=by)
    draft.save()
    audit.record(by=by, verb=verb, subject=draft, detail={"from": str(copied)} if copied else {})
    return draft


def _write(draft: PlanVersion, plan: Plan, *, by: Account) -> None:
    draft.document, draft.document_hash = canonical(plan.to_document()).decode(), plan.plan_hash
    draft.changed_by, draft.changed_at = by, timezone.now()


def _meant(draft: PlanVersion) -> dict[str, str]:
    return {
        "month": str(draft.begins or ""),
        "site": draft.site.name if draft.site else "",
        "site_kind": draft.site_kind,
        "post": draft.post,
        "trial": "yes" if draft.is_trial else "",
    }


def _new_code() -> str:
    """A code that no plan has: people give names, not codes."""
    taken = set(PlanVersion.objects.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"plan-{number}") not in taken)
