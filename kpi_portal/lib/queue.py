"""Previous and next within the list from which a page was opened, and its place there: ``3 / 17``.

The row's link in the list carries the list's own address in ``in``; its page asks the same filter for what stands on
either side of the row, by the keys of the order (as ``paging`` does). Two statements of at most ``REACH`` keys each,
however long the list; nothing is counted beyond that. A board, whose order no column keeps, carries its address in
``on`` and names the keys of what it shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

NAMED, BOARD = "in", "on"
"""The address of the list, or of the board, in the address of a row's page."""
REACH, LONGEST = 100, 4000
"""So many rows on either side are counted; longer addresses are no list's."""
PAGES = ("before", "page")
"""Which page of the list was shown; the rows beside one may stand on another."""


Listed = tuple["QuerySet[Any]", str]
"""Rows, and the field that they are ordered by, as ``order_by`` names it."""


@dataclass(frozen=True)
class Place:
    """Where a row stands; a neighbour that is not there is None, and so is the place of a row that left the list."""

    list: str
    inside: str
    previous: int | None
    next: int | None
    number: str
    of: str
    is_board: bool = False
    part: str = ""


def inside(asked: QueryDict, named: str = NAMED) -> str:
    """What a list appends to the addresses of its rows."""
    kept = asked.copy()
    for name in PAGES:
        kept.pop(name, None)
    return f"?{urlencode({named: kept.urlencode()})}"


def list_named(request: HttpRequest, named: str = NAMED) -> QueryDict | None:
    """What the list was asked for; None where the page was opened from elsewhere."""
    said = request.GET.get(named)
    return None if said is None or len(said) > LONGEST else QueryDict(said)


def still(request: HttpRequest) -> str:
    """What keeps the list in the address after an act; the form was sent with it."""
    found = ((named, list_named(request, named)) for named in (NAMED, BOARD))
    return next((inside(asked, named) for named, asked in found if asked is not None), "")


def placed(request: HttpRequest, row: Model, listed: Callable[[QueryDict], "Listed | None"]) -> Place | None:
    """Where ``row`` stands in the list from which its page was opened; ``listed`` are the rows of that list and what
    they are ordered by, None where there is no such list."""
    asked = list_named(request)
    found = None if asked is None else listed(asked)
    return None if asked is None or found is None else place_of(row, *found, asked)


def among(key: int, keys: Sequence[int], asked: QueryDict, *, part: str, back: str) -> Place:
    """The place among the rows of a board, which are named in its order. What left them is followed by the first."""
    here = keys.index(key) if key in keys else -1
    return Place(
        list=back,
        inside=inside(asked, BOARD),
        previous=keys[here - 1] if here > 0 else None,
        next=next(iter(keys[here + 1 : here + 2]), None),
        number=str(here + 1) if here >= 0 else "",
        of=str(len(keys)) if here >= 0 else "",
        is_board=True,
        part=part,
    )


def place_of(row: Model, rows: "QuerySet[Any]", by: str, asked: QueryDict) -> Place:
    """The place of ``row`` in ``rows``, whose order is ``by`` (a field that is never null, as ``order_by`` names it)
    and then, in the same direction, the key."""
    field, falls = by.lstrip("-"), by.startswith("-")
    higher, lower = _beside(row, rows, field, "gte"), _beside(row, rows, field, "lt")
    is_there = higher[:1] == [row.pk]
    higher = higher[is_there:]
    above, below = (higher, lower) if falls else (lower, higher)
    return Place(
        list=asked.urlencode(),
        inside=inside(asked),
        previous=next(iter(above), None),
        next=next(iter(below), None),
        number=_number(1, above) if is_there else "",
        of=_number(1, above, below) if is_there else "",
    )


def _beside(row: Model, rows: "QuerySet[Any]", field: str, side: str) -> list[int]:
    """Keys on one side, the nearest first: ``lt`` below the row, ``gte`` from the row up."""
    value, sign = getattr(row, field), side[:2]
    found = rows.filter(
        Q(**{f"{field}__{sign}": value}) | Q(**{field: value, f"pk__{side}": row.pk}), **{f"{field}__{sign}e": value}
    )
    way = "-" if sign == "lt" else ""
    return list(found.order_by(f"{way}{field}", f"{way}pk").values_list("pk", flat=True)[: REACH + 2])


def _number(first: int, *sides: Sequence[int]) -> str:
    """``17``; ``101+`` where a side goes on beyond what was counted."""
    number = first + sum(min(len(side), REACH) for side in sides)
    return f"{number}+" if any(len(side) > REACH for side in sides) else str(number)
