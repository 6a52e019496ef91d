"""The body of a push as OpenAPI describes it; ``bodies`` reads it."""

from typing import Any

from .bodies import MOST_ROWS, OPTIONS

PLAIN = [{"type": kind} for kind in ("string", "number", "boolean", "null")]
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["source", "rows"],
                    "additionalProperties": False,
                    "properties": {
                        "source": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": 60,
                            "description": "Where the rows are from. Source and number name a fact for ever.",
                        },
                        "rows": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_ROWS,
                            "items": {
                                "type": "object",
                                "minProperties": 1,
                                "additionalProperties": {"anyOf": PLAIN},
                            },
                            "description": "All with the same fields: null empties a value, a field left out keeps it.",
                        },
                        "options": {
                            "type": "object",
                            "description": "Keys of an import profile: " + ", ".join(sorted(OPTIONS)) + ".",
                        },
                        "dry_run": {"type": "boolean", "default": False, "description": "Check, store nothing."},
                        "accept_repeats": {
                            "type": "boolean",
                            "default": False,
                            "description": "Store rows that say the same as facts of another push.",
                        },
                        "seen_cards": {
                            "type": "string",
                            "description": "From a 409 `cards_unseen`: these cards of closed months may change.",
                        },
                    },
                }
            }
        },
    }
}
