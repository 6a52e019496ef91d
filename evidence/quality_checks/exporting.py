"""The list of checks as a table."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import printed

from .models import QualityCheck, QualityItem
from .verbs import failed_critically, score_of


def table(checks: Iterable[QualityCheck]) -> list[list[Any]]:
    """Heads first; the items of each check are fetched already."""
    head = [
        _("Contact"),
        _("Agent"),
        _("Marks"),
        _("critical"),
        _("Failed items"),
        _("Site"),
        _("Checked by"),
        _("Note"),
    ]
    return [head, *map(_row, checks)]


def _row(check: QualityCheck) -> list[Any]:
    items = check.items.all()
    score = score_of(items)
    return [
        timezone.localtime(check.contact_at).replace(tzinfo=None),
        str(check.agent),
        "" if score is None else printed(score, 0),
        _("a critical item failed") if failed_critically(items) else "",
        _(", ").join(item.name for item in items if item.outcome == QualityItem.Outcome.FAIL),
        str(check.site or ""),
        str(check.checker or ""),
        check.note,
    ]
