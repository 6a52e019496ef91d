"""Talks to hold, talks to sign, what one is to do of a plan; each with its day, and who is told once it is late."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import sees_everybody
from scoring.models import Talk, TalkItem
from scoring.querysets import SHOWN_TO_AGENTS
from scoring.talks import who
from scoring.to_do.months import named


@tasks_for("scoring.hold_talk")
def to_hold(account: Account, now: datetime) -> Iterator[Group]:
    """Talks with those whom one leads first of all, by month; late ones of everybody whom one sees."""
    asked = who.asked_of(account, now).filter(month__state__in=SHOWN_TO_AGENTS)
    found = list(asked.select_related("agent", "month").order_by("month__first_day", "due", "pk"))
    for month, talks in groupby(found, key=lambda talk: talk.month.month):
        own = list(talks)
        yield Group(
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


@tasks_for("scoring.answer_card")
def to_sign(account: Account, now: datetime) -> Iterator[Group]:
    """The record of the own talk, to be read and signed."""
    found = Talk.objects.filter(agent=account.person_id, state=Talk.State.SIGNED).select_related("month")
    for talk in found.order_by("answer_due"):
        task = Task(
            key=f"sign_talk:{talk.pk}",
            sentence=_("Sign that your talk about %(month)s was held") % {"month": named(talk.month.month)},
            reason=_("signing says that it was talked, not that you agree; you may add words of your own"),
            href=talk.get_absolute_url(),
        )
        yield Group(label=_("Your talk"), act=_("Read the record and sign"), tasks=(task,), due=talk.answer_due)


@tasks_for("scoring.hold_talk")
def not_signed(account: Account, now: datetime) -> Iterator[Group]:
    """Records that the agent left unsigned beyond the day: told to who held the talk, to the next superior, to HR."""
    late = Talk.objects.visible_to(account).filter(state=Talk.State.SIGNED, answer_due__lte=now)
    found = list(late.exclude(agent=account.person_id).select_related("agent", "month").order_by("answer_due", "pk"))
    if found:
        yield Group(
            label=_("Talks that are not signed"),
            act=_("Remind of the signature"),
            due=found[0].answer_due,
            tasks=tuple(_not_signed(talk) for talk in found[:LISTED]),
            total=len(found),
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


@tasks_for("scoring.do_talk_items")
def own_items(account: Account, now: datetime) -> Iterator[Group]:
    """What one is to do of a plan; who asked for it is told once its day is past."""
    open_ones = TalkItem.objects.standing().filter(done_at=None, outcome="")
    own = list(
        open_ones.filter(owner=account.person_id).select_related("talk__signed_by__person").order_by("due", "pk")
    )
    if own:
        yield Group(
            label=_("Agreed in a talk"),
            act=_("Say that it is done"),
            due=_end(own[0], now),
            tasks=tuple(_item(item, account) for item in own[:LISTED]),
            total=len(own),
            href=reverse("scoring:own_talk_items"),
        )


@tasks_for("scoring.hold_talk")
def late_items(account: Account, now: datetime) -> Iterator[Group]:
    """What somebody else promised in a talk and did not do in time; HR hears of it too."""
    late = TalkItem.objects.standing().filter(done_at=None, outcome="", due__lt=now.date())
    late = late.exclude(owner=account.person_id).exclude(talk__agent=account.person_id)
    late = late.visible_to(account) if sees_everybody(account) else late.filter(talk__signed_by=account)
    found = list(late.select_related("owner", "talk__signed_by__person").order_by("due", "pk"))
    if found:
        yield Group(
            label=_("Agreed in a talk and late"),
            act=_("Ask what keeps it"),
            due=_end(found[0], now),
            tasks=tuple(_late_item(item) for item in found[:LISTED]),
            total=len(found),
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
