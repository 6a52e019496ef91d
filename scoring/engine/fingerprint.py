"""The fingerprint of a card (SCORING §9): equal inputs and results give equal bytes, for ever."""

from typing import Any

from kpi_portal.lib.canonical import sha256_hex
from scoring.engine.card import Card, Section


def fingerprint(card: Card) -> str:
    """SHA-256 over what decides the card; names, staff number, version, state and rank are left out."""
    return sha256_hex(fingerprinted(card))


def fingerprinted(card: Card) -> dict[str, Any]:
    """The tree that is hashed, for the evidence bundle and whoever wants to check it by hand."""
    return {
        "company": card.company,
        "agent": card.agent,
        "month": card.month,
        "plan": card.plan_hash,
        "trial": card.trial,
        "posted_days": card.posted_days,
        "targets": {line.code: line.target for line in card.lines if line.target_from not in (None, "plan")},
        "dimensions": [_section(section) for section in card.sections],
        "adjustments": [
            {"kind": entry.kind, "points": entry.entered, "text": entry.text_hash} for entry in card.adjustments
        ],
        "red_lines": [red_line.key for red_line in card.red_lines],
        "total": card.total,
        "grade": card.grade,
        "coefficient": card.coefficient,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "weight": section.weight,
        "earned": section.earned,
        "indicators": [
            {
                "code": line.code,
                "weight": line.weight,
                "numerator": line.numerator,
                "denominator": line.denominator,
                "facts": line.facts_hash,
                "points": line.points,
            }
            for line in section.lines
        ],
    }
