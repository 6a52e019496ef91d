"""What residents said in a survey of everybody, as a table; it names nobody, since nobody is asked who they are."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from evidence.surveys.models import SCORES

from .models import CampaignAnswer


def table(answers: Iterable[CampaignAnswer]) -> list[list[Any]]:
    """Heads first."""
    head = [_("Answered"), _("by which channel"), _("Rating"), *map(str, SCORES.values()), _("would recommend")]
    head += [_("tags"), _("Comment")]
    return [[capfirst(word) for word in head], *map(_row, answers)]


def _row(answer: CampaignAnswer) -> list[Any]:
    return [
        timezone.localtime(answer.answered_at).replace(tzinfo=None),
        _("poster") if answer.link.is_poster else _("Slip"),
        answer.rating,
        *(getattr(answer, name) for name in SCORES),
        answer.recommend,
        _(", ").join(answer.tags),
        answer.comment,
    ]
