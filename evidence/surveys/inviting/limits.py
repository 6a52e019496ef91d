"""How often the residents' pages may be called: by one link, from one address, and at one company altogether.

Counted in the cache, which is the company's own by its keys; what it forgets begins again.
"""

import time
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60


class Limit(NamedTuple):
    """So many calls in so many seconds."""

    most: int
    seconds: int


BY_LINK = Limit(20, 10 * MINUTE)
BY_ADDRESS = Limit(240, MINUTE)
"""A whole block of flats may stand behind one address."""
BY_COMPANY = Limit(3000, MINUTE)


def is_too_often(request: HttpRequest, link: str) -> bool:
    """Count this call; whether it is one too many. ``link`` is the hash of its token; of a link, answers count."""
    counted = [(BY_COMPANY, "all"), (BY_ADDRESS, request.META["REMOTE_ADDR"])]
    if request.method == "POST":
        counted.append((BY_LINK, link))
    return any(_over(limit, f"survey:{place}:{what}") for place, (limit, what) in enumerate(counted))


def _over(limit: Limit, counter: str) -> bool:
    span = int(time.time()) // limit.seconds
    key = f"{counter}:{span}"
    cache.add(key, 0, 2 * limit.seconds)
    return int(cache.incr(key)) > limit.most
