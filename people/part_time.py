"""Part-time postings (SCORING §1, §7): a share of full time, asked for once, and what of a day it makes.

The days of somebody part-time count as posted days like any others; the bonus base is taken in proportion to the share.
Who is at two sites at once is there part-time at one of them at least, else one of the two postings has ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from people.models import Posting
from people.posts import Post

FULL_TIME = Decimal(100)
"""In per cent; no day counts more, whatever the postings add up to."""


def stated(people: Iterable[int]) -> dict[int, list[Posting]]:
    """What is stated of these people's postings as agents."""
    found: dict[int, list[Posting]] = defaultdict(list)
    postings = Posting.objects.of_agents().filter(person__in=set(people), is_presumed=False)
    for posting in postings.select_related("site"):
        found[posting.person_id].append(posting)
    return found


def clash(new: Posting, others: Iterable[Posting]) -> Posting | None:
    """The posting at another site that shares a day with a new one while both are full time."""
    if new.post != Post.AGENT or new.share < FULL_TIME or new.site_id is None:
        return None
    full_time = (other for other in others if other.share >= FULL_TIME and other.site_id not in (None, new.site_id))
    return next((other for other in full_time if _share_a_day(new, other)), None)


def here_already(new: Posting, others: Iterable[Posting]) -> Posting | None:
    """The posting at the same site and post that shares a day with a new one; nobody could say which of them holds."""
    if new.post != Post.AGENT:
        return None
    here = (other for other in others if other.site_id == new.site_id and other.first_day != new.first_day)
    return next((other for other in here if _share_a_day(new, other)), None)


def corrects_first_day(new: Posting, known: Posting) -> bool:
    """Whether a posting says the same as a known one at that site and post, save for its first day (SCORING §7).

    It loses no day, or days of one month alone: a roster that is sent every month with a first day of its own says
    nothing of the months before.
    """
    if (new.team_id, new.share) != (known.team_id, known.share):
        return False
    covers = new.first_day <= known.first_day and _end(new) >= _end(known)
    in_one_month = (new.first_day.year, new.first_day.month) == (known.first_day.year, known.first_day.month)
    return covers or (in_one_month and new.last_day == known.last_day)


def _share_a_day(one: Posting, other: Posting) -> bool:
    return one.first_day <= _end(other) and other.first_day <= _end(one)


def _end(posting: Posting) -> date:
    return posting.last_day or date.max
