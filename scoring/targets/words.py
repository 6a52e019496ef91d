"""Where the agreement about targets stands, in words: on the grid, on the agent's own page (SCORING §5)."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.models import TargetSheet
from scoring.targets.ground import Ground
from scoring.targets.window import Stage

State = TargetSheet.State
TONES = {State.DRAFT: "bad", State.SENT: "info", State.PROPOSED: "warn", State.CONFIRMED: "ok", State.SETTLED: "ok"}


class Badge(NamedTuple):
    """A state in a word."""

    label: str
    tone: str


def badge_of(ground: Ground, agent: int) -> Badge | None:
    """Of one agent's row; none for months whose targets are not sent."""
    if ground.window.stage == Stage.HISTORY:
        return None
    sheet = ground.sheets.get(agent)
    state = State(sheet.state) if sheet else State.DRAFT
    if ground.are_sent and agent not in ground.answering and state not in TargetSheet.AGREED:
        return Badge(pgettext("targets", "HR confirms"), "warn") if ground.is_due(agent) else None
    if not ground.window.is_open and state in (State.DRAFT, State.SENT):
        return Badge(pgettext("targets", "Not confirmed"), "") if sheet else None
    return Badge(str(state.label), TONES[state])


def note_of(ground: Ground, agent: int) -> str:
    """What else has to be said of one agent's row."""
    if ground.are_sent and agent not in ground.answering and not ground.is_agreed(agent):
        return _("no log-in to answer in") if ground.is_due(agent) else _("no log-in; HR's word holds")
    sheet = ground.sheets.get(agent)
    if sheet is None:
        return ""
    if not ground.window.is_open and sheet.state in (State.DRAFT, State.SENT):
        return _("the plan's targets hold")
    return ""


def count_words(states: Sequence[State]) -> str:
    """How many agents are where: ``Confirmed 7 · To be confirmed 2``."""
    return " · ".join(f"{state.label} {states.count(state)}" for state in reversed(State) if state in states)
