"""What a file can do to its rows, as the reader is told it (IMPORTS §4, 15). A kind names its own beside these."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that happens to rows of a file: what it is called, what follows from it. ``warns``: somebody's figures
    may move, or nobody's do, without anyone meaning it. ``badge`` is how a row of it is marked among others."""

    code: str
    label: str | Promise
    follows: str | Promise = ""
    warns: bool = False
    badge: str = ""


UNCHANGED = Matter("unchanged", _("Unchanged rows"), _("These say what stands already."))
LEFT_OUT = Matter("left_out", _("Rows left out"), _("An example of the template, a row of totals, or as you said."))
NEW = Matter("new", _("New rows"), badge="ok")
CHANGED = Matter(
    "changed", _("Changed rows"), _("They say something else than what stands; that is kept beside it."), badge="info"
)
WAITS = Matter(
    "waits",
    _("Wait: month is final"),
    _("They are not stored: they stand in the queue until the month is opened again or somebody dismisses them."),
    warns=True,
    badge="warn",
)
ERROR = Matter("error", _("Rows with errors"), _("They are not stored."), badge="bad")
VERDICTS = (UNCHANGED, LEFT_OUT, NEW, CHANGED, WAITS, ERROR)
"""What becomes of a row: each has one, the last of those that hold of it."""
COMMON = (NEW, CHANGED, UNCHANGED, LEFT_OUT, WAITS, ERROR)
"""In the order in which they are read."""
