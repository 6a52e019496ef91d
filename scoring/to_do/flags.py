"""Flags that wait for somebody's judgement (SCORING §1: never one's own)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from scoring.flags import verbs
from scoring.flags.rules import rules
from scoring.models import Flag
from scoring.saying import short_month


@tasks_for("scoring.judge_flags", rows=Flag.objects.open)
def to_judge(account: Account, _now: datetime) -> Iterator[Group]:
    """Those whom the account may judge, the latest month first."""
    open_ones = Flag.objects.visible_to(account).open().exclude(others__contains=[account.person_id])
    found = verbs.not_of_the_own_card(list(open_ones.defer("facts").select_related("agent")), account)
    if not found:
        return
    yield Group(
        label=_("Flags to be judged"),
        act=_("Judge a flag"),
        tasks=tuple(_task(flag) for flag in found[:LISTED]),
        total=len(found),
        href=reverse("scoring:flags_of", args=[found[0].month]),
    )


def _task(flag: Flag) -> Task:
    rule = rules().get(flag.code)
    return Task(
        key=f"flag:{flag.pk}",
        sentence=_("%(name)s, %(month)s: %(what)s")
        % {"name": flag.agent.name, "month": short_month(flag.month), "what": rule.name if rule else flag.code},
        reason=_("somebody has to look; it changes no figure by itself"),
        href=flag.get_absolute_url(),
        badge=_("to be judged"),
        tone="warn",
    )
