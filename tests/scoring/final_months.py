"""Final months that need no facts: cards of October told of other months, with the figures that a test is about."""

import copy
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kpi_portal.lib.month import Month
from records import months
from records.models import MonthState
from scoring.models import Card
from tests.months import bring_to
from tests.scoring.appealing import card


def tell(month: Month, of: Mapping[str, str], **more: Any) -> None:
    """A final month in which these people have these totals: ``{"王芳": "88.00"}``, ``"88.00 D"`` with a grade."""
    record = months.record_for(month)
    for place, (name, told) in enumerate(of.items(), 1):
        total, _blank, grade = told.partition(" ")
        figures = {"total": Decimal(total), "grade": grade or "B", "rank": place, **more}
        _write(record, card(name), figures)
    bring_to(MonthState.FINAL, month)


def _write(record: Any, like: Card, figures: Mapping[str, Any]) -> Card:
    fields = {each.attname: getattr(like, each.attname) for each in Card._meta.concrete_fields if not each.generated}
    made = Card(**{**fields, "id": None, "month_id": record.pk, "fingerprint": f"{record.pk:032}{like.agent_id:032}"})
    told = {"month": str(record.month), "total": str(figures["total"]), "grade": figures["grade"]}
    made.frozen = copy.deepcopy(like.frozen) | told
    for name, value in figures.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def supersede(name: str, total: str) -> Card:
    """Another version of somebody's October, as a close after a re-opening makes one."""
    before = card(name)
    Card.objects.filter(pk=before.pk).update(is_current=False)
    return _write(before.month, before, {"total": Decimal(total), "grade": "S", "version": before.version + 1})
