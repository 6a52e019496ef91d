"""What the company posts into groups of a work app: by area, how many people have something to do, with a link home.

No name, no task, no figure of a card: a group is read by many.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.links import whole
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.vault import vault
from people.models import Account
from records import audit, outbox
from reports.inbox import bots, work_apps
from reports.inbox.asking import inbox_of
from reports.inbox.channel_models import Channel
from reports.inbox.sources import AREAS
from reports.inbox.telling import company, now_here

PURPOSE = "group bots"


@transaction.atomic
def add(*, by: Account, bot: tuple[str, str, str], name: str, areas: Iterable[str], hour: int) -> Channel:
    """A new bot: its service, the address that the service shows, and the secret where it has one. Raises Refused."""
    service, address, secret = bot
    key = bots.key_in(service, address)
    if secret and (service != Channel.Service.DINGTALK or not bots.SECRET.fullmatch(secret)):
        sentence = _("Only bots of DingTalk have a secret here: letters and digits, beginning with SEC.")
        raise Refused(sentence, code="no_secret", field="secret")
    return _keep(by, (service, key, secret), name=name, areas=areas, hour=hour)


@transaction.atomic
def add_app(*, by: Account, app: tuple[str, str, str, str, str], name: str, areas: Iterable[str], hour: int) -> Channel:
    """The company's own app: its service, identity, number, secret, and to whom it writes. Raises Refused."""
    service, identity, number, secret, people = app
    found = work_apps.checked(identity, number, people, has_number=service != Channel.Service.FEISHU_APP)
    if not work_apps.SECRET.fullmatch(secret):
        raise Refused(_("Letters and digits, as the service shows them."), code="no_secret", field="secret")
    return _keep(by, (service, found.kept, secret), name=name, areas=areas, hour=hour)


def _keep(by: Account, way: tuple[str, str, str], *, name: str, areas: Iterable[str], hour: int) -> Channel:
    service, key, secret = way
    if Channel.objects.filter(name=name).exists():
        raise Refused(_("There is a bot of this name already."), code="name_taken", field="name")
    made = Channel.objects.create(
        name=name,
        service=service,
        locked_key=_locked(key),
        locked_secret=_locked(secret) if secret else "",
        areas=list(areas),
        hour=hour,
        next_at=_next(now_here(), hour),
    )
    audit.record(by=by, verb="reports.add_channel", subject=made, detail={"name": name, "service": service})
    return made


@transaction.atomic
def remove(*, channel: Channel, by: Account) -> None:
    """Nothing is posted there any more; its key is forgotten."""
    audit.record(by=by, verb="reports.remove_channel", subject=channel, detail={"name": channel.name})
    channel.delete()


def send_test(*, channel: Channel) -> None:
    """Post at once, while who asked waits. Raises Refused with what the service says."""
    text = _("A test from %(company)s: this group will be told what waits in the portal. %(home)s")
    try:
        post_text(channel, text % {"company": company(), "home": whole(reverse("reports:home"))})
    except bots.NotPosted as problem:
        Channel.objects.filter(pk=channel.pk).update(error=str(problem))
        sentence = _("Nothing was posted. %(why)s Check the address and the bot's safety settings in the group.")
        raise Refused(sentence, code="not_posted", params={"why": str(problem)}) from problem
    Channel.objects.filter(pk=channel.pk).update(error="")


def promise_due() -> int:
    """Promise the posts whose hour has come; returns how many."""
    now, promised = now_here(), 0
    for channel in Channel.objects.filter(next_at__lte=now):
        promised += _promise(channel, now)
    return promised


@transaction.atomic
def _promise(channel: Channel, now: datetime) -> bool:
    held = Channel.objects.select_for_update().filter(pk=channel.pk, next_at__lte=now).first()
    if held is None:
        return False
    key = f"channel:{held.pk}:{held.next_at:%Y%m%d%H}:{uuid.uuid4().hex[:8]}"
    held.next_at = _next(now, held.hour)
    held.save(update_fields=["next_at"])
    outbox.promise(task="reports.post_to_channel", key=key, payload={"channel": held.pk})
    return True


def post_now(channel_id: int) -> bool:
    """Post what waits, if anything does; whether it was. What the service refuses is kept for the administrator."""
    channel = Channel.objects.filter(pk=channel_id).first()
    text = written(channel.areas) if channel else ""
    if channel is None or not text:
        return False
    try:
        post_text(channel, text)
    except bots.NotPosted as problem:
        Channel.objects.filter(pk=channel.pk).update(error=str(problem))
        return False
    Channel.objects.filter(pk=channel.pk).update(error="", posted_at=timezone.now())
    return True


def written(areas: Iterable[str]) -> str:
    """The message for these areas; empty where nobody has anything to do in them."""
    numbers, wanted = _people_by_area(), set(areas)
    lines = [
        ngettext("%(area)s: %(n)s person has something to do", "%(area)s: %(n)s people have something to do", number)
        % {"area": area.label, "n": number}
        for area in AREAS
        if area.code in wanted and (number := numbers[area.code])
    ]
    if not lines:
        return ""
    head = _("%(company)s: this waits in the portal") % {"company": company()}
    return "\n".join([head, *lines, whole(reverse("reports:home"))])


def _people_by_area() -> Counter[str]:
    """How many people have something to do in each area, each counted once."""
    now, found = now_here(), Counter[str]()
    for account in Account.objects.filter(is_active=True).iterator():
        found.update({asked.area for asked in inbox_of(account, now).groups})
    return found


def post_text(channel: Channel, text: str) -> None:
    key, secret = _opened(channel.locked_key), _opened(channel.locked_secret) if channel.locked_secret else ""
    bots.post(channel.service, key=key, secret=secret, text=text)


def _next(now: datetime, hour: int) -> datetime:
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def _locked(text: str) -> str:
    return vault(PURPOSE).encrypt(text.encode()).decode()


def _opened(locked: str) -> str:
    return vault(PURPOSE).decrypt(locked.encode()).decode()
