"""A drawn contact that cannot be checked gives its place to the next of the same seed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit

from .checked import checked_already
from .drawing import draw
from .models import CheckSample, SampledContact
from .verbs import drawn_contact, of_people, replaced


@transaction.atomic
def replace(contact: SampledContact, *, why: str, words: str, by: Account) -> SampledContact | None:
    """It stays in the list with the reason, and the next of its agent by the same seed takes its place; None where the
    list has no other. Raises Refused."""
    sample = CheckSample.objects.select_for_update().get(pk=contact.sample_id)
    found = SampledContact.objects.get(pk=contact.pk)
    refuse_for_oneself(by, found.agent_id)
    if found.quality_check_id or found.replaced_at:
        raise Refused(_("This contact was checked or replaced meanwhile."), code="not_open")
    if why == SampledContact.Why.OTHER and not words.strip():
        raise Refused(_("Write why it cannot be checked."), code="no_words", field="words")
    found.why_replaced, found.words_replaced = why, words
    found.replaced_at, found.replaced_by = timezone.now(), by
    found.save(update_fields=["why_replaced", "words_replaced", "replaced_at", "replaced_by"])
    detail = {"seed": sample.seed, "reason": str(found.get_why_replaced_display()), "note": words}
    audit.record(by=by, verb="evidence.replace_drawn_contact", subject=sample, detail=detail)
    return _next(sample, found)


def _next(sample: CheckSample, before: SampledContact) -> SampledContact | None:
    frame = [(str(contact), int(agent)) for contact, agent in sample.frame]
    kept = set(sample.contacts.values_list("contact", flat=True))
    new = [each for each in draw(sample.seed, frame, sample.per_agent, replaced(sample)) if each not in kept]
    if not new:
        return None
    month = Month.of_day(sample.first_day)
    found = next((each for each in of_people(month, {before.agent_id}) if each.contact == new[0]), None)
    if found is None:
        raise Refused(_("The next contact of the list is not in the portal any more."), code="gone")
    made = drawn_contact(sample, found, checked_already([found.contact]).get(found.contact))
    made.replaces = before
    made.save(force_insert=True)
    return made
