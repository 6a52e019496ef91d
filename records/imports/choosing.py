"""Names in a file that nobody has: for each one, who or what it means (IMPORTS §4, 16). What was chosen stands in the
mapping, so that the next file of the source, and the profile that is downloaded, know it too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.names import name_and_number, name_key
from records.models import Batch, RowProblem

from .fields import Offered
from .kinds import all_kinds, fields_of, riders

WHAT = {
    "unknown_person": "people",
    "unknown_site": "sites",
    "unknown_team": "teams",
    "number_of_another": "staff_numbers",
}
"""Code of an error → what of the profile decides it."""
NAMES_SHOWN = 50
NEW, NOBODY, IS = "new", "nobody", "is:"
_NOBODY = dict.fromkeys(("sites", "teams"), gettext_lazy("Leave it empty")) | {
    "people": gettext_lazy("Leave it as nobody's")
}
CLAIMS = {"renamed": gettext_lazy("Has a new name"), "left_out": gettext_lazy("Another person: leave the row out")}
"""What can be true of a row that claims a known staff number under another name (IMPORTS §1, 2)."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that nobody has, in how many rows, whom it may mean, and what can be chosen for it (code and words)."""

    name: str
    rows: int
    nearest: str
    options: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The names of one cause, those of most rows first; and whom one may type, if anybody."""

    what: str
    strangers: Sequence[Stranger]
    more: int
    known: Sequence[str]

    @property
    def number(self) -> int:
        """How many names there are."""
        return len(self.strangers) + self.more

    @property
    def are_claims(self) -> bool:
        """Whether these are known staff numbers under another name."""
        return self.what == WHAT["number_of_another"]


class Answer(NamedTuple):
    """What was chosen for a name: a code, and whom somebody typed."""

    name: str
    code: str
    who: str


def choice(batch: Batch, code: str, own: QuerySet[RowProblem]) -> Choice | None:
    """What can be chosen for the names of these problems; None where it is not names that are unknown."""
    what = WHAT.get(code)
    if what is None:
        return None
    named = KeyTextTransform("name", "params")
    of_params = {name: Min(KeyTextTransform(name, "params")) for name in ("nearest", "known")}
    counted = own.order_by().values("value", claims=named).annotate(rows=Count("row", distinct=True), **of_params)
    found = list(counted.order_by("-rows", "value")[: NAMES_SHOWN + 1])
    more = counted.count() - NAMES_SHOWN if len(found) > NAMES_SHOWN else 0
    known = _Known(_offered(batch, what))
    nobody = [(NOBODY, _NOBODY[what])] if _may_be_nobody(batch, what) else []
    make = _claim if what == WHAT["number_of_another"] else partial(_stranger, known, nobody)
    return Choice(what, [make(one) for one in found[:NAMES_SHOWN]], more, known.words)


def read(batch: Batch, what: str, answers: Iterable[Answer]) -> tuple[dict[str, str], list[str]]:
    """What the names mean, as the mapping keeps it, and a sentence for each answer that means nobody or several."""
    known, found, problems = _Known(_offered(batch, what)), dict[str, str](), list[str]()
    for name, code, who in answers:
        if what == WHAT["number_of_another"]:
            found |= {name: code} if code in CLAIMS else {}
            continue
        asked = who.strip() or (code.removeprefix(IS) if code.startswith(IS) else "")
        if asked:
            meant = known.meant(asked)
            if len(meant) == 1:
                found[name] = meant[0]
            else:
                problems.append(_problem(name, asked, meant))
        elif code in (NEW, NOBODY):
            found[name] = name if code == NEW else ""
    return found, problems


def _stranger(known: _Known, nobody: list[tuple[str, Any]], found: Mapping[str, Any]) -> Stranger:
    """A name that nobody has."""
    nearest = known.only(found["nearest"] or "")
    near = [(f"{IS}{nearest}", _("It is %(who)s") % {"who": nearest})] if nearest else []
    return Stranger(found["value"], found["rows"], nearest, [*near, (NEW, _("Make a new one")), *nobody])


def _claim(found: Mapping[str, Any]) -> Stranger:
    """A known staff number under another name."""
    name = f"{found['value']} {found['claims']}"
    return Stranger(name, found["rows"], f"{found['value']} {found['known']}", list(CLAIMS.items()))


def chosen(document: Mapping[str, Any], what: str, found: Mapping[str, str]) -> dict[str, Any]:
    """The mapping with what was chosen."""
    return {**document, what: {**document.get(what, {}), **found}}


def _problem(name: str, asked: str, meant: Sequence[str]) -> str:
    params = {"name": name, "asked": asked, "meant": ", ".join(meant)}
    if meant:
        return _("“%(name)s”: several are called %(asked)s; choose one of %(meant)s.") % params
    return _("“%(name)s”: %(asked)s is not known here.") % params


class _Known:
    """The company's own words, by each part of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(dict.fromkeys(words))
        self._by_part = defaultdict[str, list[str]](list)
        for word in self.words:
            for part in {_key(part) for part in (word, *(name_and_number(word) or ()))}:
                self._by_part[part].append(word)

    def meant(self, word: str) -> list[str]:
        """Whom a word may mean."""
        return self._by_part.get(_key(word), [])

    def only(self, word: str) -> str:
        """Who alone may be meant; empty for nobody or several."""
        meant = self.meant(word)
        return meant[0] if len(meant) == 1 else ""


def _key(word: str) -> str:
    return name_key(word).casefold()


def _fields_for(batch: Batch, what: str) -> dict[str, Offered]:
    kind = all_kinds()[batch.kind]
    offered = {name: words for one in (kind, *riders(kind)) for name, words in one.offered().items()}
    return {name: words for name, words in offered.items() if words.kind == what}


def _offered(batch: Batch, what: str) -> Iterable[str]:
    """The company's people, sites or teams as files may name them."""
    return next((words.words() for words in _fields_for(batch, what).values()), ())


def _may_be_nobody(batch: Batch, what: str) -> bool:
    """Whether the file can do without: not where every field that names one is needed."""
    kind, named = all_kinds()[batch.kind], _fields_for(batch, what)
    return any(not field.required for field in fields_of([kind, *riders(kind)]) if field.name in named)
