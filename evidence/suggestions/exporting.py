"""The list of suggestions as a table: decision, implementation, effect."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Implementation, Suggestion


def table(ideas: Sequence[Suggestion]) -> list[list[Any]]:
    """Heads first; one statement for what was carried out of all of them."""
    numbers = [idea.number for idea in ideas]
    done = {
        (each.idea.source, each.idea.number): each
        for each in Implementation.objects.filter(idea__number__in=numbers).select_related("idea")
    }
    head = [_("Suggestion"), _("Text"), _("Submitter"), _("Submitted"), _("Decision"), _("Decided"), _("Reason")]
    head += [_("Carried out on"), _("What was done"), pgettext("effect", "Before"), pgettext("effect", "After")]
    return [head, *(_row(idea, done.get((idea.source, idea.number))) for idea in ideas)]


def _row(idea: Suggestion, done: Implementation | None) -> list[Any]:
    is_decided = idea.decision != Suggestion.Decision.PENDING
    submitted = timezone.localtime(idea.submitted_at).replace(tzinfo=None)
    decided = timezone.localtime(idea.decided_at).replace(tzinfo=None) if idea.decided_at else ""
    row = [idea.title, idea.text, str(idea.agent), submitted, idea.get_decision_display(), decided]
    row.append(idea.reason if is_decided else "")
    return [*row, *((done.done_on, done.words, done.before, done.after) if done else ("", "", "", ""))]
