"""The list of sessions as a table: a row for everybody who was invited, with every attempt at the exam."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain
from people.models import Account

from .models import ExamScore, TrainingAttendance, TrainingSession


def table(sessions: Sequence[TrainingSession], account: Account) -> list[list[Any]]:
    """Heads first; of the people whom the account may see, in two statements."""
    of_these: dict[str, Any] = {"session__in": [session.pk for session in sessions]}
    scores: dict[tuple[int, int], list[str]] = {}
    for score in ExamScore.objects.visible_to(account).filter(**of_these).order_by("attempt"):
        scores.setdefault((score.session_id, score.agent_id), []).append(plain(score.score, 2))
    came: dict[int, list[TrainingAttendance]] = {}
    invited = TrainingAttendance.objects.visible_to(account).filter(**of_these).select_related("agent")
    for each in invited.order_by("agent__staff_number", "pk"):
        came.setdefault(each.session_id, []).append(each)
    head = [_("Session"), _("Held"), _("Agent"), _("Status"), _("Exam")]
    return [head, *(row for session in sessions for row in _rows(session, came.get(session.pk, []), scores))]


def _rows(
    session: TrainingSession, came: Sequence[TrainingAttendance], scores: dict[tuple[int, int], list[str]]
) -> list[list[Any]]:
    own = [session.title, timezone.localtime(session.held_at).replace(tzinfo=None)]
    if not came:
        return [[*own, "", "", ""]]
    return [
        [*own, str(each.agent), each.get_status_display(), " → ".join(scores.get((session.pk, each.agent_id), []))]
        for each in came
    ]
