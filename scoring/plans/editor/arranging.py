"""Adding, removing and moving dimensions and indicators of a document."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused
from scoring.engine.definition import Definition
from scoring.engine.presets import preset_document
from scoring.indicators.catalogue import definitions
from scoring.plans.drafts import Document

Parts = list[dict[str, Any]]


def add_dimension(document: Document, code: str, name: str) -> Document:
    """One of the seven that the plan lacks, or one of the company's own name; it begins with weight 0.00."""
    known = {each["code"]: each for each in preset_document("standard")["dimensions"]}
    taken = {each["code"] for each in document["dimensions"]}
    if code in known and code not in taken:
        named = known[code]["name"]
    elif name.strip():
        code = next(new for n in range(1, len(taken) + 2) if (new := f"own-{n}") not in taken)
        named = {"zh": name.strip(), "en": name.strip()}
    else:
        raise Refused(_("Choose a dimension, or write the name of one."), code="no_dimension_named")
    document["dimensions"].append({"code": code, "name": named, "weight": "0.00", "indicators": []})
    return document


def add_indicator(document: Document, dimension: str, code: str) -> Document:
    """An indicator of the catalogue, as a shipped plan has it, else with a rule to be thought about."""
    known = definitions().get(code)
    parts = _indicators(document, dimension)
    if known is None or parts is None:
        raise Refused(_("Choose a dimension and an indicator."), code="no_indicator_named")
    if any(each["code"] == code for each in parts):
        raise Refused(_("The dimension has this indicator already."), code="indicator_twice")
    parts.append({**(_shipped(code) or _new(known)), "weight": "0.00" if parts else "100.00"})
    return document


def remove(document: Document, key: str) -> Document:
    """A dimension with its indicators (``code``), or one indicator (``dimension.code``)."""
    parts, index = _place(document, key)
    del parts[index]
    return document


def move(document: Document, key: str, by: int) -> Document:
    """One place up (-1) or down (1); at the end it stays."""
    parts, index = _place(document, key)
    if 0 <= index + by < len(parts):
        parts.insert(index + by, parts.pop(index))
    return document


def dimensions_lacking(document: Document) -> list[Document]:
    """Those of the seven that the plan does not have."""
    taken = {each["code"] for each in document["dimensions"]}
    return [each for each in preset_document("standard")["dimensions"] if each["code"] not in taken]


MOVES: dict[str, Callable[[Document, str], Document]] = {
    "up": lambda document, key: move(document, key, -1),
    "down": lambda document, key: move(document, key, 1),
    "remove": remove,
}
"""What a button of a row does."""


def _place(document: Document, key: str) -> tuple[Parts, int]:
    """The list in which the part stands, and where."""
    dimension, _dot, indicator = key.partition(".")
    parts = _indicators(document, dimension) if indicator else document["dimensions"]
    for index, part in enumerate(parts or ()):
        if part["code"] == (indicator or dimension):
            return parts or [], index
    raise Refused(_("It is not in the plan any more."), code="gone")


def _indicators(document: Document, dimension: str) -> Parts | None:
    found: Parts | None = next(
        (each["indicators"] for each in document["dimensions"] if each["code"] == dimension), None
    )
    return found


def _shipped(code: str) -> Document | None:
    """The indicator as ``standard`` has it."""
    shipped = (each for part in preset_document("standard")["dimensions"] for each in part["indicators"])
    return next((each for each in shipped if each["code"] == code), None)


def _new(known: Definition) -> Document:
    """With a rule in its direction; per cent and points from 0 to 100, anything else by steps of its own."""
    floor, target = ("0", "100") if known.better == "higher" else ("100", "0")
    return {
        "code": known.code,
        "name": {"zh": known.name.zh, "en": known.name.en},
        "rule": {"kind": "toward_target", "floor": floor, "target": target},
        "minimum_n": 1,
        "prior_weight": 0,
        "no_evidence": "reweight",
    }
