"""Draw a sample, and draw it again to compare."""

import secrets
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.quality_checks.models import QualityCheck
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Posting, Team
from records import audit
from records.months import company_zone

from .checked import checked_already
from .drawing import draw, hash_of
from .models import CheckSample, SampledContact
from .sources import SOURCES, Found


class Again(NamedTuple):
    """What drawing again found: whether the frame is the one that was kept, and whether the same was drawn."""

    same_frame: bool
    same_contacts: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return self.same_frame and self.same_contacts


@transaction.atomic
def draw_sample(*, month: Month, team: Team, per_agent: int, by: Account) -> CheckSample:
    """``per_agent`` contacts of every agent of the team in the month, never of whoever draws. The seed comes from the
    machine, not from a person. Raises Refused where there is nothing to draw from, and where the own last draw is not
    worked off: else one could draw until it pleases."""
    Team.objects.select_for_update(of=["self"]).get(pk=team.pk)
    left = SampledContact.objects.open().filter(sample__team=team, sample__first_day=month.first_day)
    if left.filter(sample__drawn_by=by).exists():
        sentence = _("Your last draw of this team and month has open contacts. Check or replace them first.")
        raise Refused(sentence, code="not_worked_off", field="month")
    found = {each.contact: each for each in _frame(month, team, by)}
    if not found:
        raise Refused(_("There is nothing to draw from in this month."), code="nothing_to_draw", field="month")
    frame = [(each.contact, each.agent) for each in sorted(found.values(), key=lambda each: each.contact)]
    seed = secrets.token_hex(16)
    sample = CheckSample.objects.create(
        first_day=month.first_day,
        team=team,
        per_agent=per_agent,
        seed=seed,
        frame=frame,
        frame_hash=hash_of(frame),
        drawn_at=timezone.now(),
        drawn_by=by,
    )
    drawn = draw(seed, frame, per_agent)
    checked = checked_already(drawn)
    SampledContact.objects.bulk_create(drawn_contact(sample, found[each], checked.get(each)) for each in drawn)
    detail = {"seed": seed, "frame": len(frame), "hash": sample.frame_hash}
    audit.record(by=by, verb="evidence.draw_sample", subject=sample, detail=detail)
    return sample


def draw_again(sample: CheckSample) -> Again:
    """Draw from the seed and the frame that were kept, and compare with what was drawn. Changes nothing."""
    frame = [(str(contact), int(agent)) for contact, agent in sample.frame]
    kept = set(sample.contacts.values_list("contact", "agent_id"))
    agents = dict(frame)
    drawn = {(contact, agents[contact]) for contact in draw(sample.seed, frame, sample.per_agent, replaced(sample))}
    return Again(hash_of(frame) == sample.frame_hash, drawn == kept)


def replaced(sample: CheckSample) -> Counter[int]:
    """Agent → how many of the drawn contacts were replaced."""
    return Counter(sample.contacts.exclude(replaced_at=None).values_list("agent_id", flat=True))


def _frame(month: Month, team: Team, by: Account) -> list[Found]:
    postings = Posting.objects.of_agents().touching(month).filter(team=team)
    return of_people(month, set(postings.values_list("person_id", flat=True)) - {by.person_id})


def of_people(month: Month, people: Collection[int]) -> list[Found]:
    """What can be drawn of these people in the month."""
    start, end = month.bounds(company_zone())
    return [each for source in SOURCES for each in source(start, end, people)]


def drawn_contact(sample: CheckSample, found: Found, check: QualityCheck | None) -> SampledContact:
    return SampledContact(
        sample=sample,
        contact=found.contact,
        agent_id=found.agent,
        site_id=found.site,
        contact_at=found.at,
        words=found.words,
        quality_check=check,
    )
