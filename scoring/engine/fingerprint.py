"""The fingerprint of a card (SCORING §9): equal inputs and results give equal bytes, for ever."""

import hashlib
from collections.abc import Mapping
from typing import Any

from kpi_portal.lib.canonical import spelled
from scoring.engine.card import Card

Frozen = Mapping[str, Any]


def fingerprint(card: Card) -> str:
    """SHA-256 over what decides the card; names, staff number, version, state and rank are left out."""
    return fingerprint_of(card.to_frozen())


def fingerprint_of(frozen: Frozen) -> str:
    """The same of the card as stored, whose figures and words are spelled as in canonical JSON already."""
    return hashlib.sha256(spelled(fingerprinted(frozen))).hexdigest()


def fingerprinted(card: Frozen) -> dict[str, Any]:
    """The tree that is hashed, for the evidence bundle and whoever wants to check it by hand."""
    lines = [line for section in card["sections"] for line in section["lines"]]
    return {
        "company": card["company"],
        "agent": card["agent"],
        "month": card["month"],
        "plan": card["plan_hash"],
        "trial": card["trial"],
        "posted_days": card["posted_days"],
        "targets": {line["code"]: line["target"] for line in lines if line["target_from"] not in (None, "plan")},
        "dimensions": [_section(section) for section in card["sections"]],
        "adjustments": [
            {"kind": entry["kind"], "points": entry["entered"], "text": entry["text_hash"]}
            for entry in card["adjustments"]
        ],
        "red_lines": [red_line["key"] for red_line in card["red_lines"]],
        "total": card["total"],
        "grade": card["grade"],
        "coefficient": card["coefficient"],
        **_late_changes(card),
        **_decisions(card),
        **_events(card),
    }


def _late_changes(card: Frozen) -> dict[str, Any]:
    """Named only where there are some: other cards keep the fingerprint they had."""
    changes = [
        {**{name: change[name] for name in ("indicator", "level", "before", "value")}, "text": change["text_hash"]}
        for change in card.get("target_changes", ())
    ]
    return {"target_changes": changes} if changes else {}


def _decisions(card: Frozen) -> dict[str, Any]:
    """Likewise: what was decided where evidence lacks; deciding makes a version even where no figure moves."""
    names = ("indicator", "points", "coefficient")
    decided = [
        {**{name: decision[name] for name in names}, "text": decision.get("text_hash", "")}
        for decision in card["decisions"]
    ]
    return {"decisions": decided} if decided else {}


def _events(card: Frozen) -> dict[str, Any]:
    """What moved the weights, without names; only where something did (§6)."""
    events = [{name: event[name] for name in ("first_day", "last_day", "moves")} for event in card.get("events", ())]
    return {"events": events} if events else {}


def _section(section: Frozen) -> dict[str, Any]:
    return {
        "code": section["code"],
        "weight": section["weight"],
        "earned": section["earned"],
        **({"shift": section["shift"]} if section["shift"] != "0.00" else {}),
        "indicators": [
            {
                "code": line["code"],
                "weight": line["weight"],
                "numerator": line["numerator"],
                "denominator": line["denominator"],
                "facts": line["facts_hash"],
                "points": line["points"],
                **({"members": line["members"]} if line.get("members") else {}),
            }
            for line in section["lines"]
        ],
    }
