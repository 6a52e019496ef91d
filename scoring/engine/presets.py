"""The shipped plans (SCORING §2), one canonical document each in ``scoring/presets/``."""

import json
from pathlib import Path
from typing import Any

from scoring.engine.definition import Catalogue
from scoring.engine.plan import Plan

_FOLDER = Path(__file__).resolve().parent.parent / "presets"
PRESETS = tuple(sorted((path.stem for path in _FOLDER.glob("*.json")), key=lambda code: (code != "standard", code)))
"""The files of the folder, ``standard`` first."""


def preset_document(code: str) -> dict[str, Any]:
    """The document of preset ``code``, a fresh copy. Raises KeyError for a code that is not shipped."""
    if code not in PRESETS:
        raise KeyError(code)
    document: dict[str, Any] = json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return document


def load_preset(code: str, catalogue: Catalogue) -> Plan:
    """Preset ``code`` as a plan, version 1. Raises KeyError for a code that is not shipped."""
    return Plan.from_document(preset_document(code), catalogue)
