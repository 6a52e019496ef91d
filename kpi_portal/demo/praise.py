"""Praise of the demo company: brought in by colleagues and supervisors, confirmed, and some that waits."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from evidence.praise import verbs
from evidence.praise.models import Praise
from kpi_portal.demo import drawings
from kpi_portal.lib.month import Month
from people.models import Account, Posting
from records import months

HOUR = timedelta(hours=1)
TOLD: tuple[tuple[str, str, str], ...] = (
    ("banner", "3-1201 周女士", "深夜水管爆裂，二十分钟赶到，守到凌晨两点。"),
    ("letter", "业主何静", "母亲独居，客服每周上门问候，帮忙缴费、取药。"),
    ("words", "业主群", "电梯困人时一直通电话安抚，孩子没有害怕。"),
    ("letter", "7 栋全体业主", "加装充电桩的事跑了三个月，终于办成了。"),
    ("media", "社区报 2 版", "暴雨夜转移地下车库 40 辆车。"),
    ("banner", "业主郑国栋", "捡到装有现金和证件的包，当天送还。"),
)
"""Form, from whom, for what."""


def tell(month: Month, many: int = 5) -> None:
    """So many of this month, every third brought in by a colleague; nothing where there are some."""
    start, end, _cutoff = months.edges(month)
    if Praise.objects.filter(received_at__gte=start, received_at__lt=end).exists():
        return
    rng, last = Random(f"{month}:praise"), min(end, timezone.now()) - HOUR
    posted = Posting.objects.of_agents().touching(month).filter(team__supervisor__account__isnull=False)
    postings = list(posted.select_related("person__account", "site", "team__supervisor__account").order_by("pk"))
    for place in range(many):
        praised, beside = rng.sample(postings, 2)
        leader = praised.team.supervisor.account
        form, giver, words = TOLD[place % len(TOLD)]
        brings: Account = beside.person.account if place % 3 == 2 else leader
        said = verbs.bring(
            by=brings,
            agent=praised.person,
            form=form,
            giver=giver,
            words=words,
            site=praised.site,
            files=[drawings.banner()] if form == Praise.Form.BANNER else [],
            received_at=start + (last - start) * rng.randint(1, 999) / 1000,
        )
        if said.state == Praise.State.BROUGHT and end <= timezone.now():
            verbs.decide(said, decision=Praise.State.CONFIRMED, by=leader)
