"""Rows of kinds without a number of their own (IMPORTS §1): each is a fact of its own, named by file and row.

The same file again brings the same names and changes nothing. A row that says what a fact of another file says already
may be that fact, or the same thing a second time: it is told, and stored only where somebody has confirmed that.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from records.models import Fact

from .context import ImportContext
from .fact_row import FactRow

FILE_DIGITS = 24
ABOUT = "agent"
"""Whom facts of every kind without numbers are about."""
Content = tuple[Any, ...]


def named(context: ImportContext, rows: Sequence[FactRow]) -> list[FactRow]:
    """The rows, those without a number named by the file and their place in it."""
    file = _file(context)
    return [row if row.number else row._replace(number=f"{file}:{row.row.number}") for row in rows]


def _file(context: ImportContext) -> str:
    """What names a file: its name and its content. The same rows under another name may have happened again."""
    batch = context.batch
    return hashlib.sha256(f"{batch.file_name}/{batch.file_sha256}".encode()).hexdigest()[:FILE_DIGITS]


def without_repeats(
    model: type[Fact], context: ImportContext, rows: Sequence[FactRow], known: Iterable[str], apart: frozenset[str]
) -> list[FactRow]:
    """The rows but for those that nobody confirmed and that say the same as a standing fact of another file.

    ``known`` are numbers that stand already: they came in this very file before. Columns ``apart`` differ always.
    """
    stand, file = set(known), _file(context)
    new = [row for row in rows if row.number.startswith(file) and row.number not in stand]
    if not new or context.accept_repeats:
        return list(rows)
    columns = sorted(set(new[0].columns) - apart)
    found = _standing(model, [row.columns[f"{ABOUT}_id"] for row in new], columns)
    left, dropped = Counter({content: len(facts) for content, facts in found.items()}), set[str]()
    for row in new:
        content = tuple(row.columns[name] for name in columns)
        if left[content] > 0:
            left[content] -= 1
            dropped.add(row.number)
            context.ask(row.row.number, "repeats", **_where(found[content][0]))
    return [row for row in rows if row.number not in dropped]


def _standing(model: type[Fact], agents: Sequence[Any], columns: Sequence[str]) -> dict[Content, list[Fact]]:
    found: dict[Content, list[Fact]] = {}
    of_agents = {f"{ABOUT}__in": set(agents)}
    facts = model._default_manager.filter(**of_agents).filter(stands=True)
    for fact in facts.select_related("batch").order_by("pk"):
        found.setdefault(tuple(getattr(fact, name) for name in columns), []).append(fact)
    return found


def _where(fact: Fact) -> dict[str, str]:
    """File and row of a fact, as far as it knows them."""
    file = fact.batch.file_name if fact.batch else ""
    _file, _colon, row = fact.number.rpartition(":")
    return {"file": file, "place": row if row.isdigit() else fact.number}
