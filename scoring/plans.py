"""Plans of the company: the presets it starts with, and which version is in force (SCORING §1)."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kpi_portal.lib.canonical import canonical
from records import audit
from scoring.engine.presets import load_preset
from scoring.models import PlanVersion, ScoringSettings

if TYPE_CHECKING:
    from people.models import Account

FOR_EVERY_MONTH = date(1, 1, 1)
"""``valid_from`` of a plan that is in force for every month."""


@transaction.atomic
def install_presets(*, by: "Account | None") -> PlanVersion:
    """Give a new company ``standard`` version 1 for every month, and the other presets as drafts to adopt."""
    ScoringSettings.objects.get_or_create(pk=1)
    standard = _install("standard", state=PlanVersion.State.PUBLISHED)
    for code in ("premium", "commercial"):
        _install(code, state=PlanVersion.State.DRAFT)
    audit.record(by=by, verb="scoring.install_presets", subject=standard)
    return standard


def _install(code: str, *, state: str) -> PlanVersion:
    plan = load_preset(code)
    published = state == PlanVersion.State.PUBLISHED
    return PlanVersion.objects.create(
        code=code,
        version=1,
        state=state,
        valid_from=FOR_EVERY_MONTH if published else None,
        document=canonical(plan.to_document()).decode(),
        document_hash=plan.plan_hash,
        published_at=timezone.now() if published else None,
    )
