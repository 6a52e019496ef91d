"""Who has no vote on a card: oneself, whoever leads or is led by the person, and the first reviewer (SCORING §1)."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting
from people.visibility import led_postings
from scoring.models import Adjustment, Review

ONESELF = _noop("It is the own card.")
LEADS = _noop("Leads this person.")
LED = _noop("Is led by this person.")
FIRST = _noop("Reviewed this card first.")


@dataclass(frozen=True)
class Ties:
    """What ties accounts to the agents of one month, read for all of them at once."""

    month: Month
    leads: frozenset[tuple[int, int]]
    reviewed: frozenset[tuple[int, int]]

    def why(self, account: Account, agent: int) -> str:
        """Why this account has no vote on the agent's card; empty where it has."""
        person = account.person_id
        if person == agent:
            return ONESELF
        if (person, agent) in self.leads:
            return LEADS
        if (agent, person) in self.leads:
            return LED
        return FIRST if (person, agent) in self.reviewed else ""


def ties(month: Month, accounts: list[Account], agents: list[int]) -> Ties:
    """Between these accounts and these agents; keys are those of persons, the leading one first."""
    leaders = {account.person_id: account for account in accounts}
    leaders |= {one.person_id: one for one in Account.objects.filter(person__in=agents).select_related("person")}
    people = set(agents) | {account.person_id for account in accounts}
    leads = {
        (leader, led)
        for leader, account in leaders.items()
        for led in led_postings(account, month).filter(person__in=people).values_list("person", flat=True)
    }
    teams = Posting.objects.touching(month).filter(person__in=people, team__supervisor__isnull=False)
    leads |= {(leader, led) for leader, led in teams.values_list("team__supervisor", "person") if leader != led}
    return Ties(month, frozenset(leads), frozenset(_reviewed(month, agents)))


def _reviewed(month: Month, agents: list[int]) -> set[tuple[int, int]]:
    """Who reviewed which card, or entered a supervisor's adjustment for it."""
    reviews = Review.objects.filter(month__first_day=month.first_day, agent__in=agents)
    entries = Adjustment.objects.filter(
        Q(kind=Adjustment.Kind.SUPERVISOR, stands=True), first_day=month.first_day, agent__in=agents
    )
    found = set(reviews.values_list("reviewer__person", "agent"))
    return found | set(entries.exclude(author=None).values_list("author", "agent"))


def said(why: str) -> str:
    """The sentence in the reader's language; what a member wrote stays as it is."""
    return _(why) if why in {ONESELF, LEADS, LED, FIRST} else why


def candidates(month: Month, accounts: list[Account], agents: list[Person]) -> list[Account]:
    """Those of these accounts that have a vote on each of these agents' cards."""
    found = ties(month, accounts, [agent.pk for agent in agents])
    return [account for account in accounts if not any(found.why(account, agent.pk) for agent in agents)]
