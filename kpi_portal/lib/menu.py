"""What one line of the menu is; rooms bring theirs, ``kpi_portal.navigation`` puts them in order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Entry:
    """Where it leads, what it is called, who sees it (a verb of ``people.access``).

    ``of_the_scored``: only who is scored has anything there.
    ``parts``: what the addresses of its pages have inside, where they lie below another entry's or none.
    """

    url_name: str
    label: "str | _StrPromise"
    icon: str
    verb: str
    parts: tuple[str, ...] = ()
    of_the_scored: bool = False
