"""Whom a leading person leads in a month, and what the teams led have together (SCORING §4, ``of: led``)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from uuid import UUID

from kpi_portal.lib.month import Month
from people.models import Person, Posting
from people.posts import Post
from scoring.agent_month import Posted, Scored, days_within
from scoring.engine.facts import Evidence, Led, led
from scoring.indicators.catalogue import definitions
from scoring.measuring import Gathered, Spelled
from scoring.plans.versions import read


def evidence_led(
    month: Month, scored: Sequence[Scored], posted: Mapping[int, Posted], gathered: Gathered
) -> Mapping[int, Mapping[str, Led]]:
    """By agent: the indicators that the own plan counts of the teams led. Their facts are put into ``gathered`` in
    place of the own ones, which such an indicator leaves out."""
    wanted = {agent.agent_id: codes for agent in scored if (codes := _codes(agent))}
    if not wanted:
        return {}
    members = members_of(month, wanted.keys(), posted)
    facts = dict(gathered.spelled)  # as they were measured: who leads may be led as well
    found: dict[int, dict[str, Led]] = defaultdict(dict)
    for leader, codes in wanted.items():
        for code in codes:
            spelled = _together(facts[agent, code] for agent in members[leader] if (agent, code) in facts)
            gathered.spelled.pop((leader, code), None)
            if spelled is not None:
                gathered.spelled[leader, code] = spelled
            parts = _parts(members[leader], code, gathered)
            zero = definitions()[code].zero_is_evidence
            found[leader][code] = led(parts, zero_is_evidence=zero, digest=spelled.digest if spelled else None)
    return found


def _parts(members: Mapping[int, UUID], code: str, gathered: Gathered) -> list[tuple[UUID, Evidence]]:
    nothing = Evidence(None)
    return [(uuid, gathered.evidence.get(agent, {}).get(code, nothing)) for agent, uuid in members.items()]


def members_of(month: Month, leaders: Iterable[int], posted: Mapping[int, Posted]) -> Mapping[int, Mapping[int, UUID]]:
    """By leader: keys and uuids of the agents whose posting with most days is to a team or site that the person leads.

    A team is led by its supervisor, or by whoever holds a leading posting that names it, a site by a leading posting
    that names it and no team; such a posting has a day in common with the agent's.
    """
    keys = list(leaders)
    leading: dict[int, list[Posting]] = defaultdict(list)
    for own in Posting.objects.touching(month).filter(person__in=keys).exclude(post=Post.AGENT):
        leading[own.person_id].append(own)
    agents = {agent: each.posting for agent, each in posted.items() if each.posting.post == Post.AGENT}
    uuids = dict(Person.objects.filter(pk__in=agents).order_by("pk").values_list("pk", "uuid"))
    return {
        leader: {
            agent: uuids[agent]
            for agent, posting in sorted(agents.items())
            if agent != leader and _leads(leader, leading[leader], posting, month)
        }
        for leader in keys
    }


def _leads(leader: int, leading: Iterable[Posting], posting: Posting, month: Month) -> bool:
    if posting.team is not None and posting.team.supervisor_id == leader:
        return True
    days = days_within(month, posting)
    return any(_reaches(own, posting) and days & days_within(month, own) for own in leading)


def _reaches(own: Posting, posting: Posting) -> bool:
    if own.team_id is not None:
        return own.team_id == posting.team_id
    return own.site_id is not None and own.site_id == posting.site_id


def _codes(agent: Scored) -> list[str]:
    return list(dict.fromkeys(each.code for each in read(agent.plan).indicators() if each.of == "led"))


def _together(parts: Iterable[Spelled]) -> Spelled | None:
    """The facts of several as one list, sorted by fact, spelled as each of them is; None without any."""
    rows = sorted(
        (row, shares)
        for part in parts
        for row, shares in zip(json.loads(part.facts), part.shared_by or repeat(1), strict=False)
    )
    if not rows:
        return None
    shared = [shares for _row, shares in rows]
    text = json.dumps([row for row, _shares in rows], separators=(",", ":"))
    return Spelled(text, shared if max(shared) > 1 else None)
