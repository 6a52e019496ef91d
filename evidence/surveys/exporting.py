"""The list of answers as a table."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import SCORES, SurveyAnswer


def table(answers: Iterable[SurveyAnswer], *, with_orders: bool) -> list[list[Any]]:
    """Heads first; ``with_orders``: the reader sees orders."""
    head = [_("Answered"), _("Rating"), _("top of the scale"), _("Agent"), _("Site"), _("Work order"), _("Comment")]
    head += [*map(str, SCORES.values()), _("would recommend"), _("tags"), _("by which channel"), _("Not counted")]
    return [[capfirst(word) for word in head], *(_row(answer, with_orders) for answer in answers)]


def _row(answer: SurveyAnswer, with_orders: bool) -> list[Any]:
    return [
        timezone.localtime(answer.answered_at).replace(tzinfo=None),
        answer.rating,
        answer.top,
        str(answer.agent or ""),
        str(answer.site or ""),
        answer.order.number if answer.order and with_orders else "",
        answer.comment,
        *(getattr(answer, name) for name in SCORES),
        answer.recommend,
        _(", ").join(answer.tags),
        answer.get_channel_display(),
        answer.excluded_reason or (_("a later answer") if answer.is_later else ""),
    ]
