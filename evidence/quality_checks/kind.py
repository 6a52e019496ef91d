"""Checks of contacts against a checklist, as a kind of evidence."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.kind import Kind, Shown, Table

from .models import QualityCheck, QualityItem


def _shown(check: QualityCheck) -> Shown:
    failed = [item.name for item in check.items.all() if item.outcome == QualityItem.Outcome.FAIL]
    return Shown(
        number=check.number,
        href=reverse("evidence:check", args=[check.pk]),
        remark=_("failed: %(items)s") % {"items": _(", ").join(failed)} if failed else "",
        subject=check.note,
        place=check.site.name if check.site else "",
        at=check.contact_at,
    )


CHECKS = Table(
    model=QualityCheck,
    code="check",
    whose="agent",
    counts_at="contact_at",
    guarded=("agent", "contact_at", "final_at", "stands"),
    is_contact=True,
    shown=_shown,
    fetched=lambda checks: checks.select_related("checker", "site").prefetch_related(
        Prefetch("items", QualityItem.objects.order_by("position"))
    ),
)

ITEMS = Table(
    model=QualityItem,
    whose="quality_check__agent",
    counts_at="quality_check__contact_at",
    guarded=("quality_check", "outcome", "weight", "is_critical"),
    is_contact=True,
)

QUALITY_CHECKS = Kind(
    code="quality_checks",
    label=gettext_lazy("Quality checks"),
    tables=(CHECKS, ITEMS),
    verbs={
        "record_check": gettext_lazy("Quality check recorded"),
        "correct_check": gettext_lazy("Quality check corrected"),
        "draw_sample": gettext_lazy("Random sample drawn"),
        "replace_drawn_contact": gettext_lazy("Drawn contact replaced"),
        "contest_item": gettext_lazy("Item of a quality check contested"),
        "decide_contest": gettext_lazy("Contested item decided"),
        "ask_second_rating": gettext_lazy("Second rating of a quality check asked for"),
        "rate_check_again": gettext_lazy("Quality check rated a second time"),
        "settle_second_rating": gettext_lazy("Second rating of a quality check settled"),
        "set_check_rules": gettext_lazy("Rules of quality checks set"),
    },
    verb="evidence.view_checks",
    page="evidence:checks",
    urls="evidence.quality_checks.urls",
    imports=("evidence.quality_checks.importing.KIND", "evidence.quality_checks.list_importing.KIND"),
    to_do=(
        "evidence.quality_checks.contests.to_do.own_checks",
        "evidence.quality_checks.contests.to_do.to_decide",
        "evidence.quality_checks.second.to_do.second_ratings",
        "evidence.quality_checks.to_do.missing",
        "evidence.quality_checks.sampling.to_do.open_contacts",
    ),
)
