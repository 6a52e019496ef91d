"""Rows that add the others up or average them, as people write them below their rows: known by their first word."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from .table import Cell

WORDS = frozenset({"合计", "总计", "小计", "共计", "累计", "总数", "本页合计", "本页小计", "平均", "平均值"}) | {
    "total", "totals", "grandtotal", "subtotal", "sum", "average",
}  # fmt: skip
LONGEST = 20


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether the first cell that is filled says that this is a total."""
    first = next((cell for cell in cells if cell is not None and cell != ""), None)
    return isinstance(first, str) and len(first) <= LONGEST and _bare(first) in WORDS


def _bare(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split()).rstrip(":")
