"""Names in a file that the company does not have: said on the page, before every row with one is an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kpi_portal.lib.names import name_and_number, name_key
from records.imports.fields import Offered
from records.imports.kinds import all_kinds, riders

from .entries import found_in
from .facts import Facts

PEOPLE = "people"
"""Of sites and teams only the names are offered, while files may give codes: about these nothing is said."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Strangers:
    """Names of one column that nobody in use has, in how many rows; and whether they would be made."""

    names: tuple[str, ...]
    rows: int
    made: bool

    @property
    def shown(self) -> list[str]:
        """The commonest of them."""
        return list(self.names[:SHOWN])


def strangers(document: Mapping[str, Any], facts: Facts) -> dict[str, Strangers]:
    """By field, where a mapped one names people whom the company does not have among those in use."""
    kind = all_kinds()[document["kind"]]
    offered = {name: words for one in (kind, *riders(kind)) for name, words in one.offered().items()}
    found = {}
    for name, entry in document.get("fields", {}).items():
        if name in offered and offered[name].kind == PEOPLE and not (isinstance(entry, Mapping) and "map" in entry):
            unknown = _unknown(entry, offered[name], document, facts)
            if unknown:
                found[name] = Strangers(tuple(unknown), sum(unknown.values()), PEOPLE in document.get("creates", []))
    return found


def _unknown(entry: object, offered: Offered, document: Mapping[str, Any], facts: Facts) -> dict[str, int]:
    nobody = {*document.get("automatic_responders", []), *document.get("missing", [])}
    known = {key for word in offered.words() for key in _keys(word)}
    words = [(word, rows) for column in found_in(facts, entry) for word, rows in column.words.items()]
    return {word: rows for word, rows in words if word not in nobody and not _keys(word) & known}


def _keys(word: str) -> set[str]:
    """The name and the number in a word, in their normal forms."""
    return {name_key(part).casefold() for part in (word, *(name_and_number(word) or ()))}
