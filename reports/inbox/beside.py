"""What stands beside the inbox at home: the own card, the month of the people led, the months of the company."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Account
from records import months
from reports import dashboards
from reports.overview import Overview, Tile
from reports.running_overview import tiles_so_far
from scoring import cards
from scoring.models import Card
from scoring.running import cards_so_far
from scoring.scored_posts import is_scored


@dataclass(frozen=True)
class OwnCard:
    """The latest card that its owner may see, and what changed since the one before."""

    card: Card
    change: Decimal | None
    before: Card | None


@dataclass(frozen=True)
class Team:
    """The latest month of the people led: figures, and how many have which grade, beside the month before."""

    overview: Overview
    tiles: list[Tile]
    grades: list[tuple[str, int, int]]


@dataclass(frozen=True)
class Running:
    """The running month of the people led: as of when, how many, and their figures together."""

    month: Month
    as_of: datetime
    number: int
    tiles: list[Tile]


def beside(account: Account) -> dict[str, object]:
    """By role; whoever looks after the months of the company gets those, not a team's."""
    found: dict[str, object] = {}
    if account.has_perm("reports.view_own_card") and is_scored(account):
        found["own"] = own_card(account)
        found["so_far"] = cards_so_far.latest_own(account)
    if account.has_perm("reports.view_desk"):
        found |= desk(account)
    elif account.has_perm("reports.view_overview"):
        found |= {"team": team(account), "running": running(account)}
    return found


def own_card(account: Account) -> OwnCard | None:
    """The account's own, from ``published`` on."""
    seen = Card.objects.current().visible_to(account).filter(agent=account.person_id, is_trial=False)
    latest = list(seen.without_tree().select_related("month").order_by("-month__first_day")[:2])
    if not latest:
        return None
    card, before = latest[0], latest[1] if latest[1:] and latest[1].month.month.next == latest[0].month.month else None
    both = before is not None and card.total is not None and before.total is not None
    change = card.total - before.total if both and before else None
    return OwnCard(card, change, before)


def team(account: Account) -> Team | None:
    """None before there are cards of people whom the account sees."""
    month = cards.newest_month()
    overview = Overview(account, month) if month else None
    if overview is None or not overview.known:
        return None
    return Team(overview, overview.tiles(), overview.grades())


def running(account: Account) -> Running | None:
    """None where nothing was computed for anybody whom the account leads."""
    month = months.month_containing(timezone.now())
    seen = cards_so_far.seen(account, month)
    number = seen.count()
    as_of = cards_so_far.computation(month).as_of
    return Running(month, as_of, number, tiles_so_far(seen)) if number and as_of else None


def desk(account: Account) -> dict[str, object]:
    """Where each month stands; what a new company still needs; for administrators what came in."""
    lines = dashboards.month_lines(account)
    steps = dashboards.setting_up(lines)
    found: dict[str, object] = {"months": lines, "steps": steps, "all_done": all(step.done for step in steps)}
    if account.has_perm("people.manage_accounts"):
        found |= {"imports": dashboards.latest_imports(), "counts": dashboards.people_counts(account)}
    return found
