"""The shipped plans (SCORING §2), one canonical document each in ``scoring/presets/``."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from scoring.engine.plan import Plan

PRESETS = ("standard", "premium", "commercial")

_FOLDER = Path(__file__).resolve().parent.parent / "presets"


def preset_document(code: str) -> dict[str, Any]:
    """The document of preset ``code``, a fresh copy. Raises KeyError for a code that is not shipped."""
    if code not in PRESETS:
        raise KeyError(code)
    document: dict[str, Any] = json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return document


@cache
def load_preset(code: str) -> Plan:
    """Preset ``code`` as a plan, version 1. Raises KeyError for a code that is not shipped."""
    return Plan.from_document(preset_document(code))
