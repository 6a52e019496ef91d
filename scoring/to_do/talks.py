"""Talks to hold, talks to sign, what one is to do of a plan; each with its day, and who is told once it is late."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import sees_everybody
from scoring.models import Talk, TalkItem
from scoring.querysets import SHOWN_TO_AGENTS
from scoring.talks import who
from scoring.to_do.months import named

State = Talk.State


@tasks_for("scoring.view_talks", rows=lambda: Talk.objects.filter(state__in=(State.DUE, State.SIGNED)))
def talks(account: Account, now: datetime) -> Iterator[Group]:
    """The own record to sign; talks to hold, by month; records that were left unsigned: in one statement."""
    own = Q(agent=account.person_id)
    asked = own & Q(state=State.SIGNED)
    if account.has_perm(who.HOLDS):
        due = Q(state=State.DUE, month__state__in=SHOWN_TO_AGENTS) & who.asks(account, now)
        asked |= ~own & (due | Q(state=State.SIGNED, answer_due__lte=now))
    rows = who.with_leader(Talk.objects.visible_to(account)).filter(asked)
    found = rows.select_related("agent", "month").order_by("month__first_day", "due", "pk")
    yield from _groups(list(found), account, now)


def _groups(found: Sequence[Talk], account: Account, now: datetime) -> Iterator[Group]:
    others = [talk for talk in found if talk.agent_id != account.person_id]
    for talk in (one for one in found if one.agent_id == account.person_id):
        yield _to_sign(talk)
    to_hold = [talk for talk in others if talk.state == State.DUE]
    for month, of_month in groupby(to_hold, key=lambda talk: talk.month.month):
        yield _to_hold_of(month, list(of_month), account, now)
    if late := [talk for talk in others if talk.state == State.SIGNED]:
        yield _not_signed_of(late)


def _to_sign(talk: Talk) -> Group:
    task = Task(
        key=f"sign_talk:{talk.pk}",
        sentence=_("Sign that your talk about %(month)s was held") % {"month": named(talk.month.month)},
        reason=_("signing says that it was talked, not that you agree; you may add words of your own"),
        href=talk.get_absolute_url(),
    )
    return Group(label=_("Your talk"), act=_("Read the record and sign"), tasks=(task,), due=talk.answer_due)


def _to_hold_of(month: Month, own: Sequence[Talk], account: Account, now: datetime) -> Group:
    return Group(
        label=_("Talks about %(month)s") % {"month": named(month)},
        act=_("Hold the talk"),
        due=min(talk.due for talk in own),
        tasks=tuple(_to_hold(talk, account, now) for talk in own[:LISTED]),
        total=len(own),
        href=reverse("scoring:talks_of", args=[month]) + "?show=mine",
    )


def _to_hold(talk: Talk, account: Account, now: datetime) -> Task:
    is_late = talk.due <= now
    led = talk.leader == account.person_id  # type: ignore[attr-defined]  # annotated by who.asked_of
    return Task(
        key=f"talk:{talk.agent_id}:{talk.month.month}",
        sentence=_("Talk with %(name)s") % {"name": talk.agent},
        reason=_("a draft is kept") if talk.saved_at else "" if led else _("late: it was not held in time"),
        href=talk.get_absolute_url(),
        badge=_("late") if is_late else "",
        tone="bad" if is_late else "",
    )


def _not_signed_of(late: Sequence[Talk]) -> Group:
    """Told to who held the talk, to the next superior, to HR."""
    return Group(
        label=_("Talks that are not signed"),
        act=_("Remind of the signature"),
        due=min((talk.answer_due for talk in late if talk.answer_due), default=None),
        tasks=tuple(_not_signed(talk) for talk in late[:LISTED]),
        total=len(late),
    )


def _not_signed(talk: Talk) -> Task:
    return Task(
        key=f"unsigned_talk:{talk.pk}",
        sentence=_("%(name)s did not sign the talk about %(month)s")
        % {"name": talk.agent, "month": named(talk.month.month)},
        reason=_("remind, or write down in the next talk why"),
        href=talk.get_absolute_url(),
        badge=_("late"),
        tone="bad",
    )


def _open_items() -> Any:
    return TalkItem.objects.standing().filter(done_at=None, outcome="")


@tasks_for("scoring.do_talk_items", rows=_open_items)
def items(account: Account, now: datetime) -> Iterator[Group]:
    """What one is to do of a plan; what others promised and did not do in time is told to who asked for it, and to HR:
    in one statement."""
    late = Q(due__lt=now.date()) & ~Q(talk__agent=account.person_id)
    if not (account.has_perm(who.HOLDS) and sees_everybody(account)):
        late &= Q(talk__signed_by=account)
    open_ones = _open_items().filter(Q(owner=account.person_id) | late)
    found = list(open_ones.select_related("owner", "talk__signed_by__person").order_by("due", "pk"))
    if own := [item for item in found if item.owner_id == account.person_id]:
        yield Group(
            label=_("Agreed in a talk"),
            act=_("Say that it is done"),
            due=_end(own[0], now),
            tasks=tuple(_item(item, account) for item in own[:LISTED]),
            total=len(own),
            href=reverse("scoring:own_talk_items"),
        )
    if others := [item for item in found if item.owner_id != account.person_id]:
        yield Group(
            label=_("Agreed in a talk and late"),
            act=_("Ask what keeps it"),
            due=_end(others[0], now),
            tasks=tuple(_late_item(item) for item in others[:LISTED]),
            total=len(others),
        )


def _item(item: TalkItem, account: Account) -> Task:
    asked_by = item.talk.signed_by
    return Task(
        key=f"talk_item:{item.pk}",
        sentence=item.what,
        reason=_("asked for by %(name)s") % {"name": asked_by} if asked_by and asked_by.pk != account.pk else "",
        href=item.get_absolute_url(),
    )


def _late_item(item: TalkItem) -> Task:
    return Task(
        key=f"late_talk_item:{item.pk}",
        sentence=_("%(name)s: %(what)s") % {"name": item.owner, "what": item.what},
        reason=_("its day is past"),
        href=item.get_absolute_url(),
        badge=_("late"),
        tone="bad",
    )


def _end(item: TalkItem, now: datetime) -> datetime | None:
    if item.due is None or not isinstance(now.tzinfo, ZoneInfo):
        return None
    return datetime.combine(item.due + timedelta(days=1), time.min, now.tzinfo)
