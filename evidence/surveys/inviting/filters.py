"""What the list of invitations can be narrowed by."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.filters import OfAgent
from people.models import Site
from records.month_filter import MonthFilter

from .models import Invitation, InvitationQuerySet

OPEN, REMIND, ANSWERED, EXPIRED = "open", "remind", "answered", "expired"
STATES = (
    (OPEN, _("waiting for an answer")),
    (REMIND, _("to be reminded")),
    (ANSWERED, pgettext_lazy("invitation", "answered")),
    (EXPIRED, _("expired")),
)


class InvitationFilter(OfAgent):
    """Invitations to answer."""

    month = MonthFilter(label=_("Invited in"), field_name="invited_at")
    site = django_filters.ModelChoiceFilter(label=_("Site"), queryset=Site.objects.all(), empty_label=_("All sites"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("All invitations")
    )

    class Meta:
        model = Invitation
        fields: list[str] = []

    def in_state(self, invitations: InvitationQuerySet, name: str, state: str) -> InvitationQuerySet:
        """Waiting, answered or too late."""
        now = timezone.now()
        if state == ANSWERED:
            return invitations.filter(answered_at__isnull=False)
        if state == EXPIRED:
            return invitations.filter(answered_at=None, expires_at__lte=now)
        return invitations.to_remind(now) if state == REMIND else invitations.waiting(now)
