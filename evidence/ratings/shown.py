"""What is shown of the ratings within a team: of peers the mean and the comments, in an order that tells nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up, printed
from people.models import Account, Person

from .models import PeerRating, SupervisorRating


@dataclass
class Row:
    """One agent. ``mean`` is empty where too few peers have rated, or still can."""

    agent: Person
    mean: str = ""
    raters: int = 0
    comments: list[str] = field(default_factory=list)
    leaders: list[SupervisorRating] = field(default_factory=list)


def rows(month: Month, account: Account) -> list[Row]:
    """Everybody of whom there is something to show to this account, by name."""
    about: dict[str, Any] = {"first_day": month.first_day}
    peers: dict[int, list[PeerRating]] = defaultdict(list)
    for rating in PeerRating.objects.visible_to(account).filter(**about):
        peers[rating.agent_id].append(rating)
    leaders: dict[int, list[SupervisorRating]] = defaultdict(list)
    for given in SupervisorRating.objects.visible_to(account).filter(**about).select_related("rater").order_by("pk"):
        leaders[given.agent_id].append(given)
    people = Person.objects.filter(pk__in={*peers, *leaders}).in_chinese_order()
    return [_row(person, peers[person.pk], leaders[person.pk]) for person in people]


def table(month: Month, account: Account) -> list[list[Any]]:
    """The same as rows of a file, heads first; peers' comments in one cell."""
    head = [_("Month"), _("Agent"), _("Staff number"), _("Peers' mean"), _("Raters"), _("Peers' comments")]
    head += [_("Supervisor's rating"), _("Supervisor"), _("Comment")]
    body: list[list[Any]] = []
    for row in rows(month, account):
        own = [str(month), row.agent.name, row.agent.staff_number or "", row.mean, row.raters or ""]
        own.append("\n".join(row.comments))
        body += [[*own, printed(given.rating, 2), str(given.rater or ""), given.comment] for given in row.leaders]
        body += [] if row.leaders else [[*own, "", "", ""]]
    return [head, *body]


def _row(agent: Person, peers: list[PeerRating], leaders: list[SupervisorRating]) -> Row:
    if not peers:
        return Row(agent, leaders=leaders)
    by_rater: dict[int, list[Fraction]] = defaultdict(list)
    for each in peers:
        by_rater[each.rater_id or -each.pk].append(Fraction(each.rating))
    means = [sum(said, Fraction(0)) / len(said) for said in by_rater.values()]
    mean = f"{half_up(sum(means, Fraction(0)) / len(means), 2)}"
    comments = sorted({each.comment.strip() for each in peers} - {""})
    return Row(agent, mean, len(means), comments, leaders)
