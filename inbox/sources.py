"""Every source of tasks. The only list: home, mails and group messages are made from it.

A source stands in the room whose state it is (``kpi_portal.lib.to_do``); a new one is a line here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evidence.kinds import KINDS
from kpi_portal.lib.to_do import Source
from scoring.to_do import months, targets

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Area:
    """Sources that people think of together; what a group message counts as one."""

    code: str
    label: "str | _StrPromise"
    sources: tuple[Source, ...]


AREAS: tuple[Area, ...] = (
    Area("months", _("Months"), (months.steps,)),
    Area("targets", _("Targets"), (targets.to_set, targets.changes)),
    Area("evidence", _("Evidence"), tuple(source for kind in KINDS for source in kind.to_do)),
)
"""Of two groups without a deadline the earlier here stands first."""
