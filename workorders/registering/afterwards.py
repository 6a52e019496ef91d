"""What follows when an order is saved: told beside the form, from the rules that the desk keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from workorders.board.jobs import ANSWER_WITHIN, CALL_BACK_WITHIN, SILENT
from workorders.models import DeskSettings
from workorders.usual import Usual
from workorders.verdicts import duration


class Following(NamedTuple):
    """What happens, and when."""

    what: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the order; ``is_spoken``: an agent speaks with the resident while it is entered."""

    told: Usual | None = None
    due_at: datetime | None = None
    is_emergency: bool = False
    is_spoken: bool = False


def afterwards(known: Known) -> Iterator[Following]:
    """In the order in which it happens, dispatched as usual; only what is not done by being told."""
    at_once, rules = _("at once"), DeskSettings.of_the_company()
    if known.is_emergency:
        if known.told is not None and known.told.department is not None:
            yield Following(_("The department is written to, day and night"), at_once)
        yield Following(_("Somebody is there"), _within(rules.arrive_within))
    if known.is_spoken:
        yield Following(_("The first response is noted"), at_once)
    else:
        yield Following(_("The resident is answered"), _within(ANSWER_WITHIN))
    yield Following(_has_it(known.told), at_once)
    if known.due_at is not None:
        yield Following(_("Completed, by the standard"), _("by %(at)s") % {"at": written(known.due_at)})
    if not known.is_emergency:
        late = _time(timedelta(minutes=rules.to_lead_minutes))
        yield Following(_("Late, who leads the team is asked"), _("%(time)s after it is due") % {"time": late})
    yield Following(_("A word to the resident on how it goes"), _("every %(time)s") % {"time": _time(SILENT)})
    called = _time(CALL_BACK_WITHIN)
    yield Following(_("Somebody else calls back"), _("within %(time)s of the completion") % {"time": called})


def _has_it(told: Usual | None) -> str:
    if told is None or told.department is None:
        return _("Whoever enters it has it, or the building's steward")
    who = f"{told.department} {told.executor}".strip()
    return _("%(who)s has it on the board") % {"who": who}


def _within(time: timedelta) -> str:
    return _("within %(time)s") % {"time": _time(time)}


def _time(length: timedelta) -> str:
    """Whole hours as hours, which a rule is said in; else as everywhere."""
    hours, rest = divmod(length, timedelta(hours=1))
    return _("%(hours)s h") % {"hours": hours} if hours and not rest else duration(length)
