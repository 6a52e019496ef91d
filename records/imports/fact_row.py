"""A row of a file on its way to become a fact."""

from __future__ import annotations

from typing import Any, NamedTuple

from .judging import JudgedRow


class FactRow(NamedTuple):
    """A judged row as a fact: its number within the source (empty: its place in the file names it), and its columns.
    What `follows` is not what the row says but what its change takes along."""

    row: JudgedRow
    number: str
    columns: dict[str, Any]
    follows: bool = False
