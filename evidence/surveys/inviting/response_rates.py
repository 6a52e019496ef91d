"""How many of the invited answered: counted for whatever the reader narrowed the list of invitations to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from kpi_portal.lib.rounding import half_up_ratio
from people.models import Site

from .models import InvitationLink, InvitationQuerySet


@dataclass(frozen=True)
class Rate:
    """Invited; of these handed a link, answered by one, said not to be done."""

    invited: int
    given: int
    answered: int
    not_done: int
    site: Site | None = None

    @property
    def percent(self) -> Decimal | None:
        """Answered of invited, with one decimal; None where nobody was invited."""
        return half_up_ratio(100 * self.answered, self.invited, 1) if self.invited else None


def by_site(invitations: InvitationQuerySet) -> list[Rate]:
    """One for each site, in the order of their codes."""
    links = InvitationLink.objects.filter(invitation=OuterRef("pk"))
    counted = (
        invitations.annotate(has_link=Exists(links))
        .order_by()
        .values("site")
        .annotate(
            invited=Count("pk"),
            given=Count("pk", filter=Q(has_link=True)),
            answered=Count("answered_at"),
            said_not_done=Count("pk", filter=Q(not_done__gt=0)),
        )
    )
    rows: dict[int | None, tuple[int, int, int, int]] = {
        row["site"]: (row["invited"], row["given"], row["answered"], row["said_not_done"]) for row in counted
    }
    sites = Site.objects.filter(pk__in=[site for site in rows if site]).order_by("code")
    found = [Rate(*rows[site.pk], site=site) for site in sites]
    return [*found, Rate(*rows[None])] if None in rows else found


def altogether(rates: Sequence[Rate]) -> Rate:
    """The sum of all sites."""
    return Rate(
        sum(rate.invited for rate in rates),
        sum(rate.given for rate in rates),
        sum(rate.answered for rate in rates),
        sum(rate.not_done for rate in rates),
    )
