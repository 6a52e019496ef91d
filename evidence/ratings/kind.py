"""Ratings of other departments, of peers and of who leads, as a kind of evidence."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.kind import Kind, Shown, Table
from kpi_portal.lib.menu import Entry
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain

from .models import DepartmentRating, PeerRating, SupervisorRating


def _shown(rating: DepartmentRating) -> Shown:
    """In which words, and which department, only where enough have rated: else that would name who did."""
    said = _("%(rating)s of %(top)s") % {"rating": plain(rating.rating, 2), "top": 5}
    address = reverse("evidence:ratings")
    words = rating.comment if rating.is_enough else ""
    by = rating.said_by if rating.is_enough else _("Another department")
    return Shown(by, address, words, said, at=rating.first_day)


def _with_department(ratings: QuerySet[DepartmentRating]) -> QuerySet[DepartmentRating]:
    """By the manager's own words: whoever fetches begins with any queryset."""
    own = DepartmentRating.objects.with_enough().filter(pk__in=ratings.values("pk"))
    return own.select_related("department")


GIVEN = Table(
    model=DepartmentRating,
    code="rating",
    whose="agent",
    counts_at="first_day",
    guarded=("agent", "department", "by_own_department", "first_day", "rating", "stands"),
    shown=_shown,
    called=gettext_lazy("Who rated"),
    fetched=_with_department,
)


def _of_colleague(words: Any) -> Callable[[Any], Shown]:
    """What a card shows of a rating within the team: never whose it is, nor what they wrote beside the figure."""

    def shown(rating: PeerRating | SupervisorRating) -> Shown:
        said = _("%(rating)s of %(top)s") % {"rating": plain(rating.rating, 2), "top": 5}
        address = reverse("evidence:colleague_ratings", args=[Month.of_day(rating.first_day)])
        return Shown(str(words), address, subject=said, at=rating.first_day)

    return shown


OF_PEERS = Table(
    model=PeerRating,
    code="peer_rating",
    whose="agent",
    counts_at="first_day",
    guarded=("agent", "rater", "first_day", "rating", "promised", "stands"),
    shown=_of_colleague(gettext_lazy("Peer")),
    called=gettext_lazy("Who rated"),
)

OF_LEADERS = Table(
    model=SupervisorRating,
    code="supervisor_rating",
    whose="agent",
    counts_at="first_day",
    guarded=("agent", "rater", "first_day", "rating", "stands"),
    shown=_of_colleague(gettext_lazy("Supervisor")),
    called=gettext_lazy("Who rated"),
)

RATINGS = Kind(
    code="ratings",
    label=gettext_lazy("Ratings"),
    tables=(GIVEN, OF_PEERS, OF_LEADERS),
    verbs={
        "rate": gettext_lazy("Agent rated"),
        "rate_peers": gettext_lazy("Peers rated"),
        "rate_team": gettext_lazy("Member of the team rated"),
        "change_rating_rules": gettext_lazy("Rules of ratings changed"),
    },
    page="evidence:ratings",
    urls="evidence.ratings.urls",
    imports=(
        "evidence.ratings.importing.KIND",
        "evidence.ratings.colleague_importing.PEERS",
        "evidence.ratings.colleague_importing.LEADERS",
    ),
    to_do=(
        "evidence.ratings.to_do.due",
        "evidence.ratings.colleague_to_do.peers_due",
        "evidence.ratings.colleague_to_do.team_due",
    ),
    menu=(Entry("evidence:rate_now", gettext_lazy("Rate agents"), "hand-thumb-up", "evidence.rate"),),
)
