"""The card as other programs read it (SCORING §10): stable keys, decimals as strings.

Works on the frozen card, so that what is exported is what was stored.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from kpi_portal.lib.rounding import plain, printed

Frozen = Mapping[str, Any]

_SECTION = ("code", "base_weight", "shift", "weight", "score", "earned")
_ADJUSTMENT = ("kind", "entered", "counted", "reason", "by")
_RED_LINE = ("key", "what", "day")
_TARGET_CHANGE = ("indicator", "level", "before", "value", "day", "reason", "asked_by", "confirmed_by")


def export_card(frozen: Frozen, *, agent: str, name: str, version: int, fingerprint: str) -> dict[str, Any]:
    """One element of ``cards``. ``agent``: staff number, else the name as in the source; ``version``: of the card."""
    exported = {
        "agent": agent,
        "name": name,
        "version": version,
        "plan": frozen["plan"],
        "plan_version": frozen["plan_version"],
        "trial": frozen["trial"],
        "posted_days": frozen["posted_days"],
        "month_days": frozen["month_days"],
        "dimensions": [_dimension(section) for section in frozen["sections"]],
        "subtotal": frozen["subtotal"],
        "adjustments": [_picked(entry, _ADJUSTMENT) for entry in frozen["adjustments"]],
        "total": frozen["total"],
        "red_lines": [_picked(red_line, _RED_LINE) for red_line in frozen["red_lines"]],
        "grade": frozen["grade"],
        "coefficient": frozen["coefficient"],
        "rank": frozen["rank"],
        "ranked": frozen["ranked"],
        "fingerprint": fingerprint,
    }
    changes = [_picked(change, _TARGET_CHANGE) for change in frozen.get("target_changes", ())]
    return {**exported, "target_changes": changes} if changes else exported


def _dimension(section: Frozen) -> dict[str, Any]:
    figures = _picked(section, _SECTION)
    return {**figures, "indicators": [_indicator(line) for line in section["lines"]]}


def _indicator(line: Frozen) -> dict[str, Any]:
    exported = {
        "code": line["code"],
        "weight": printed(Fraction(line["weight"])),
        "numerator": _exact(line["numerator"]),
        "denominator": _exact(line["denominator"]),
        "value": None if line["value"] is None else printed(Fraction(line["value"]), 4),
        "unit": line["unit"]["en"],
        "target": None if line["target"] is None else plain(Fraction(line["target"])),
        "points": line["points"],
        "counted": line["n"],
        "excluded": dict(line["excluded"]),
        "evidence": line["evidence"],
    }
    return {**exported, "policy": line["policy"]} if line["evidence"] == "policy" else exported


def _exact(text: str | None) -> str | None:
    return None if text is None else plain(Fraction(text), 6)


def _picked(tree: Frozen, keys: Sequence[str]) -> dict[str, Any]:
    return {key: tree[key] for key in keys}
