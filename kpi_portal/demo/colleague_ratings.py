"""What the demo company's teams say of each other for a month, as it was said in time."""

from collections import defaultdict
from decimal import Decimal
from random import Random

from evidence.facts import enter, new_number
from evidence.ratings import rules
from evidence.ratings.colleagues import LEADERS, PEERS
from evidence.ratings.models import PeerRating, RatingRules, SupervisorRating
from kpi_portal.lib.month import Month
from people.models import Account, Posting

PRAISING = ("", "", "交接清楚", "忙时肯帮忙", "新人有不懂的都愿意教", "")
DOUBTING = ("交班记录常不完整", "忙时找不到人", "说好替班又没来")
OF_LEADERS = {5: "主动、稳重，可以带新人", 4: "按时完成，记录完整", 3: "工作完成，沟通可以更主动"}
MOST_PEERS = 4


def tell(month: Month) -> None:
    """The company asks for it; of each agent up to four peers and the leader have rated; nothing twice."""
    rules.change(by=Account.objects.get(person__staff_number="H01"), asks_peers=True, asks_leaders=True)
    if PeerRating.objects.filter(first_day=month.first_day).exists():
        return
    rng, teams = Random(f"{month}:colleagues"), defaultdict[int, list[Posting]](list)
    posted = Posting.objects.of_agents().touching(month).filter(team__supervisor__account__isnull=False)
    for posting in posted.select_related("person__account", "team__supervisor__account").order_by("pk"):
        teams[posting.team_id].append(posting)
    for team in teams.values():
        for posting in team:
            _tell_of(posting, [other for other in team if other.person_id != posting.person_id], rng, month)


def _tell_of(posting: Posting, others: list[Posting], rng: Random, month: Month) -> None:
    said = {"agent": posting.person, "first_day": month.first_day}
    for other in rng.sample(others, min(len(others), MOST_PEERS)):
        rating = rng.choice([2, 3, 4, 4, 4, 5, 5, 5])
        comment = rng.choice(DOUBTING if rating < 3 else PRAISING)
        peer = PeerRating(number=new_number(), rater=other.person, rating=Decimal(rating), comment=comment, **said)
        peer.promised = RatingRules.of_the_company().minimum_raters
        enter(peer, by=other.person.account, verb=PEERS.act)
    leader = Account.objects.get(person=posting.team.supervisor)  # type: ignore[union-attr]  # all have one
    rating = rng.choice([3, 4, 4, 5])
    given = SupervisorRating(number=new_number(), rater=leader.person, rating=Decimal(rating), **said)
    given.comment = OF_LEADERS[rating]
    enter(given, by=leader, verb=LEADERS.act)
