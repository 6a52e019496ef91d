"""The page of a card so far: the rows of the real one, without what only a settled month has."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from records import months
from reports import card_page, card_parts, late_targets, losses, wording
from reports.card_selection import Choice
from reports.warnings.words import gentle
from reports.wording import fixed
from scoring.engine.card import Card
from scoring.engine.what_if import between
from scoring.running import cards_so_far
from scoring.saying import say

FIRST_WEEK = timedelta(days=7)
"""Nothing is projected from less."""


def context(choice: Choice, month: Month) -> dict[str, Any]:
    """Everything of the page."""
    sheet = choice.sheet
    card = sheet.card
    return {
        "choice": choice,
        "month": month,
        "sheet": sheet,
        "card": card,
        "as_of": sheet.made_at,
        "computation": cards_so_far.computation(month),
        "losses": losses.of(choice.so_far, card, choice.agent) if choice.so_far else None,
        "projected": _projected(card, sheet.made_at.astimezone(months.zone_for(month)).date(), month),
        "behind": gentle(choice.agent) if choice.own else (),
        "rows": card_page.rows(sheet, choice.agent, None),
        "total": fixed(card.total),
        "subtotal": fixed(card.subtotal),
        "weights": fixed(card_parts.total_of_weights(card)),
        "distance": card_parts.distance(sheet),
        "before": _before(choice),
        "plan": _("%(plan)s v%(version)s") % {"plan": say(card.plan_name), "version": card.plan_version},
        "adjustments": card_parts.adjustments(card),
        "cut": card_parts.cut(card),
        "late_targets": late_targets.changes(card),
        "silent": ", ".join(say(section.name) for section in card.sections if section.score is None),
    }


def _projected(card: Card, day: date, month: Month) -> str:
    """The total and its range if the month goes on as it did; empty before the eighth day, and after the last."""
    ends = between(card)
    if ends is None or not month.first_day + FIRST_WEEK <= day <= month.last_day:
        return ""
    words = {"total": fixed(card.total), "low": fixed(ends[0]), "high": fixed(ends[1])}
    return _("%(total)s, between %(low)s and %(high)s") % words


def _before(choice: Choice) -> str:
    """Last month's total in words, for comparison; empty where there is none."""
    month, total = choice.sheet.history[-2] if len(choice.sheet.history) > 1 else (None, None)
    if month is None or total is None:
        return ""
    return _("%(month)s closed with %(total)s") % {"month": wording.month(month), "total": fixed(total)}
