"""What the page of targets says around the grid: where the month stands, what waits, what was changed late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain
from people.models import Account, Person
from scoring.models import TargetChange, TargetSheet
from scoring.saying import indicator_name
from scoring.targets import words
from scoring.targets.ground import Ground, state_of
from scoring.targets.window import Stage, Window


@dataclass(frozen=True)
class ChangeRow:
    """One change after the freeze, in words."""

    change: TargetChange
    indicator: str
    before: str
    value: str
    may_confirm: bool
    may_withdraw: bool


def state(account: Account, ground: Ground, agents: Sequence[Person]) -> dict[str, Any]:
    """Stage and changes of the month, as the account may see them; of these agents how many are where."""
    window = ground.window
    seen = TargetChange.objects.visible_in(window.month, account).select_related(
        "agent", "team", "site", "asked_by__person", "confirmed_by__person"
    )
    answered = seen.filter(withdrawn_at=None).order_by("confirmed_at", "pk")
    return {
        "stage": window.stage,
        "last_day": window.last_day,
        "freeze": _("freeze %(day)s") % {"day": f"{window.last_day:%m-%d}"} if window.stage == Stage.OPEN else "",
        "may_save": not window.refusal(account) or window.takes_requests,
        "notice": _notice(window),
        "levels": [("agent", _("Agents")), ("team", _("Teams")), ("site", _("Sites"))],
        **(_agreement(account, agents) if ground.are_sent else {}),
        "waiting": _rows([each for each in answered if each.confirmed_at is None], account, window),
        "changed": _rows([each for each in answered if each.confirmed_at is not None], account, window),
    }


def _agreement(account: Account, agents: Sequence[Person]) -> dict[str, Any]:
    """How many agents are where, how many may be reminded, for how many HR's word is waited for."""
    known = [state_of(agent) for agent in agents]
    mute = [agent for agent in agents if vars(agent)["is_due"] and not vars(agent)["answers"]]
    return {
        "counted": words.count_words(known),
        "silent": known.count(TargetSheet.State.SENT),
        "for_hr": sum(agent.pk != account.person_id for agent in mute),
    }


def _rows(changes: Iterable[TargetChange], account: Account, window: Window) -> list[ChangeRow]:
    confirms = account.has_perm("scoring.confirm_targets")
    return [
        ChangeRow(
            change=change,
            indicator=indicator_name(change.indicator),
            before=_("none") if change.before is None else plain(change.before),
            value=_("none") if change.value is None else plain(change.value),
            may_confirm=confirms and change.asked_by_id != account.pk and window.stage != Stage.COMPUTED,
            may_withdraw=confirms or change.asked_by_id == account.pk,
        )
        for change in changes
    ]


def _notice(window: Window) -> str:
    """What can be done in this stage."""
    return {
        Stage.OPEN: _(
            "Targets are set, sent and confirmed until then; what was not confirmed is the plan's. Afterwards a change "
            "needs a reason and a second person."
        ),
        Stage.HISTORY: _("Before the company was live: HR enters targets until the first close; the cards say so."),
        Stage.FROZEN: _("The targets are frozen. A change needs a reason, HR confirms it, and the card says so."),
        Stage.ENDED: _("The month is over. Nothing more is asked for; what was asked for in time may be confirmed."),
        Stage.COMPUTED: _("The month was computed. Its targets change only after two people opened it again."),
        Stage.REOPENED: _("Opened again: a change needs a reason, HR confirms it, and the card says so."),
    }[window.stage]
