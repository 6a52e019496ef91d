"""Looking through a month for what is hard to explain: one statement for each rule, whatever the number of agents."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from kpi_portal.lib.month import Month
from records import months
from scoring.flags.rules import rules
from scoring.models import Flag, FlagWord

Key = tuple[int, str]
"""Agent and rule."""


@dataclass
class Found:
    """The facts of one agent by one rule, and who else has a hand in them."""

    facts: set[tuple[str, int]] = field(default_factory=set)
    others: set[int] = field(default_factory=set)


@transaction.atomic
def look(month: Month) -> int:
    """Bring a month's flags up to date; returns how many are open.

    What nobody judged and is found no more goes; what was judged stays, and is open again where more was found since.
    """
    found, now = _found(month), timezone.now()
    last = FlagWord.objects.filter(flag=OuterRef("pk")).order_by("-pk").values("facts")[:1]
    standing = Flag.objects.of_month(month.first_day).annotate(judged=Subquery(last))
    for flag in standing.exclude(judged__isnull=True):
        facts = found.setdefault((flag.agent_id, flag.code), Found(_pairs(flag.judged), set(flag.others)))
        flag.is_open = bool(facts.facts - _pairs(flag.judged))
        Flag.objects.filter(pk=flag.pk).update(is_open=flag.is_open)
    stale = [flag.pk for flag in standing if (flag.agent_id, flag.code) not in found]
    Flag.objects.filter(pk__in=stale).delete()
    Flag.objects.bulk_create(
        [_flag(month, key, facts, now) for key, facts in sorted(found.items())],
        update_conflicts=True,
        unique_fields=["first_day", "agent", "code"],
        update_fields=["facts", "others", "found_at"],
    )
    return Flag.objects.of_month(month.first_day).open().count()


def _flag(month: Month, key: Key, found: Found, now: datetime) -> Flag:
    agent, code = key
    facts = [list(fact) for fact in sorted(found.facts)]
    return Flag(
        agent_id=agent, code=code, first_day=month.first_day, facts=facts, others=sorted(found.others), found_at=now
    )


def _pairs(facts: Any) -> set[tuple[str, int]]:
    return {(kind, key) for kind, key in facts}


def _found(month: Month) -> dict[Key, Found]:
    start, end, cutoff = months.Zones().edges(month)
    edges: dict[str, Any] = {"start": start, "end": end, "cutoff": cutoff, "first_day": month.first_day}
    edges |= {"last_day": end - timedelta(days=1), "now": timezone.now()}
    found: dict[Key, Found] = defaultdict(Found)
    with connection.cursor() as cursor:
        for code, rule in rules().items():
            given: dict[str, Any] = {**edges, "least": rule.least, **rule.values}
            cursor.execute(rule.facts, given)
            for agent, kind, fact, other in cursor.fetchall():
                if agent is not None:
                    found[agent, code].facts.add((kind, fact))
                    found[agent, code].others |= {other} - {None, agent}
    return {key: facts for key, facts in found.items() if len(facts.facts) >= rules()[key[1]].least}
