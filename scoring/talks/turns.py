"""Whose turn it is with a talk, in words, and how urgent that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpi_portal.lib.instants import end_of
from people.models import Account
from records import months
from scoring.models import Talk, TalkItem

WEAK = Decimal(60)
NAMED = 3
SOON = timedelta(days=2)
_ORDER = ("mine", "agent", "others", "follow", "done")


@dataclass(frozen=True, slots=True)
class Turn:
    """``whose``: mine, agent, others, follow or done; ``what`` is the next act; ``tone`` bad where it is late, warn
    where it is soon; ``plan`` is the badge of the third step with its ``plan_tone``."""

    whose: str
    what: str
    day: datetime | date | None = None
    tone: str = ""
    plan: str = ""
    plan_tone: str = ""

    @property
    def urgency(self) -> tuple[int, str]:
        """The own turn first, then by day."""
        is_late = 0 if self.tone == "bad" else 1
        return (_ORDER.index(self.whose) * 2 + is_late, day(self.day, full=True) if self.day else "9")

    @property
    def until(self) -> str:
        """``11-20``."""
        return day(self.day) if self.day else ""


def of(talk: Talk | None, account: Account, now: datetime, *, needs_plan: bool, holder: str = "") -> Turn:
    """Of a talk with its items, for who looks at it; ``holder``: who has to hold it, where that is somebody else."""
    if talk is None:
        return Turn("done", "–", plan="–")
    if talk.state == Talk.State.DUE:
        return _due(talk, now, needs_plan=needs_plan, holder=holder)
    if talk.state == Talk.State.SIGNED:
        what = _("%(name)s signs") % {"name": talk.agent.name}
        return Turn("agent", what, talk.answer_due, _tone(talk.answer_due, now), *_signed(talk))
    return _after(talk, account, now)


def _due(talk: Talk, now: datetime, *, needs_plan: bool, holder: str) -> Turn:
    what = _("Talk, plan, sign") if needs_plan else _("Explain the card")
    plan = (_("to be agreed"), "warn") if needs_plan else (pgettext("plan of a talk", "not needed"), "")
    whose, told = ("others", _("%(name)s talks") % {"name": holder}) if holder else ("mine", what)
    return Turn(whose, told, talk.due, _tone(talk.due, now), *plan)


def _after(talk: Talk, account: Account, now: datetime) -> Turn:
    plan = _signed(talk)
    items = list(talk.items.all())
    waiting = sorted((item for item in items if not item.done_at and not item.outcome), key=lambda item: str(item.due))
    for item in (one for one in waiting if one.owner_id not in (talk.agent_id,)):
        whose = "mine" if item.owner_id == account.person_id else "others"
        return Turn(whose, _owed(item), item.due, _tone(_end(item), now), *plan)
    to_follow = [item for item in items if not item.outcome]
    if to_follow:
        latest = max((item.due for item in to_follow if item.due), default=None)
        return Turn("follow", _("Follow up in the next talk"), latest, "", *plan)
    return Turn("done", pgettext("whose turn", "Settled"), plan=plan[0], plan_tone=plan[1])


def _owed(item: TalkItem) -> str:
    who = item.owner.department.name if item.owner.department else item.owner.name
    return f"{who} · {item.what}"


def _signed(talk: Talk) -> tuple[str, str]:
    if talk.state == Talk.State.REFUSED:
        return _("refused %(day)s") % {"day": day(talk.answered_at)}, "bad"
    if talk.state == Talk.State.EXPLAINED or not talk.items.all():
        return pgettext("plan of a talk", "not needed"), ""
    if talk.state == Talk.State.DONE:
        return _("signed %(day)s") % {"day": day(talk.answered_at)}, "ok"
    return _("one signature"), "info"


def _end(item: TalkItem) -> datetime | None:
    if item.due is None:
        return None
    return datetime.combine(item.due + timedelta(days=1), time.min, months.company_zone())


def _tone(due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    return "bad" if due <= now else "warn" if due - now <= SOON else ""


def day(at: datetime | date | None, *, full: bool = False) -> str:
    """``11-20``; of an instant at midnight the day that ends."""
    if at is None:
        return ""
    found = end_of(at.astimezone(months.company_zone()))[0] if isinstance(at, datetime) else at
    return f"{found:%Y-%m-%d}" if full else f"{found:%m-%d}"


def listed(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    told = str(_(", ")).join(names[:NAMED])
    more = len(names) - NAMED
    return told if more <= 0 else _("%(names)s and %(n)s more") % {"names": told, "n": more}
