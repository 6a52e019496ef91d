"""A drawn contact and the check that was made of it."""

from django.utils.translation import gettext_lazy as _

from evidence.quality_checks.models import QualityCheck
from kpi_portal.lib.refusals import Refused
from people.models import Account

from .models import CheckSample, SampledContact


def open_contact(account: Account, wanted: str | None) -> SampledContact | None:
    """The drawn contact that was asked for, where the account may see it and nobody checked it yet."""
    seen = SampledContact.objects.filter(quality_check=None, sample__in=CheckSample.objects.visible_to(account))
    return seen.select_related("agent", "site").filter(pk=wanted).first() if wanted and wanted.isdecimal() else None


def note_checked(drawn: int, check: QualityCheck) -> None:
    """Tie a check to what was drawn. Raises Refused where somebody checked it meanwhile."""
    contact = SampledContact.objects.select_for_update().get(pk=drawn)
    if contact.quality_check_id or (contact.agent_id, contact.contact_at) != (check.agent_id, check.contact_at):
        raise Refused(_("Somebody else checked this contact meanwhile."), code="checked_already")
    contact.quality_check = check
    contact.save(update_fields=["quality_check"])
