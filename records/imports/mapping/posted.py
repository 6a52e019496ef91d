"""A profile as the fields of a form, and back. What the page shows is what the profile says, key by key; a part that
was not touched stays exactly as it was written, so that the page damages no profile made by hand.

    column-F  the columns of field F in their order, or CONSTANT     value-F  the constant
    join-F    how several columns speak: JOINED or FIRST             since-F, unit-F, clock-F  counted from an instant
    where-column-F, where-words-F  conditions, a word a line         word-F, means-F, other-F  the table of words
    dates-F, zone-F  how this field alone is written
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from records.imports import cells
from records.imports.fields import Field, FieldType
from records.imports.problems import CellError
from records.imports.profile import COLUMN_KEYS, CREATABLE, SINCE_UNITS

from .words import is_rating

Form = Mapping[str, Sequence[str]]
CONSTANT, UNDECIDED = "\u0001value", "\u0001"
"""No column and no code is called so."""
JOINED, FIRST = "columns", "first_of"
SILENT = ("responses", "completions", "dispatches")
PLAIN = ("source", "sheet", "encoding", "delimiter", "zone", "decimal", "numbers_restart")
DEFAULTS: Mapping[str, Any] = {"decimal": ".", "header_row": 1, "rating_scale": 5}
LISTS = {"missing": "missing", "machine": "automatic_responders"}
"""Name of a repeated field of the form → key of the profile."""


def to_form(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """The document as a form would post it."""
    form = {key: [str(document.get(key, DEFAULTS.get(key, "")))] for key in (*PLAIN, "header_row", "rating_scale")}
    form["dates"] = ["\n".join(_texts(document.get("dates", [])))]
    form |= {name: _texts(document.get(key, [])) for name, key in LISTS.items()}
    form["creates"] = [name for name in CREATABLE if name in _texts(document.get("creates", []))]
    form["silent"] = [what for what in SILENT if document.get(f"records_{what}") is False]
    for name, entry in document.get("fields", {}).items():
        form |= entry_to_form(name, entry)
    return form


def entry_to_form(name: str, entry: object) -> dict[str, list[str]]:
    """One entry of `[fields]` as its part of the form."""
    if not isinstance(entry, Mapping):
        entry = {"column": entry}
    entry = cast(Mapping[str, Any], entry)
    key = next((key for key in COLUMN_KEYS if key in entry), "")
    since = next((unit for unit in SINCE_UNITS if unit in entry), "")
    conditions, words = entry.get("where", {}), entry.get("map", {})
    parts = {
        "column": _texts(entry[key]) if key else [CONSTANT],
        "join": [key] if key in (JOINED, FIRST) else [],
        "value": [entry["value"]] if "value" in entry else [],
        "since": [entry[since]] if since else [],
        "unit": [since] if since else [],
        "clock": [entry["clock"]] if entry.get("clock") else [],
        "where-column": list(conditions),
        "where-words": ["\n".join(_texts(said)) for said in conditions.values()],
        "word": list(words),
        "means": list(words.values()),
        "other": [entry["other"]] if "other" in entry else [],
        "dates": ["\n".join(_texts(entry["dates"]))] if "dates" in entry else [],
        "zone": [entry["zone"]] if entry.get("zone") else [],
    }
    return {f"{part}-{name}": values for part, values in parts.items() if values}


def from_form(form: Form, base: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """The document as the form says it; what the form does not ask for stays as in `base`. It may be incomplete, and
    is judged elsewhere."""
    document = dict(base)
    for key, value in (_plain(form) | _lists(form, base)).items():
        _put(document, key, value, DEFAULTS.get(key, [] if isinstance(value, list) else ""))
    for what in SILENT:
        _put(document, f"records_{what}", what not in form.get("silent", ()), True)
    document["fields"] = _entries(form, base.get("fields", {}), fields)
    return document


def _plain(form: Form) -> dict[str, Any]:
    """Texts and numbers that the form asks for."""
    found: dict[str, Any] = {key: _one(form, key) for key in PLAIN if key in form}
    numbers = {key: _one(form, key) for key in ("header_row", "rating_scale")}
    return found | {key: int(text) for key, text in numbers.items() if text.isascii() and text.isdigit()}


def _lists(form: Form, base: Mapping[str, Any]) -> dict[str, list[str]]:
    found = {key: list(dict.fromkeys(filter(None, map(str.strip, form.get(n, ()))))) for n, key in LISTS.items()}
    if "dates" in form:
        found["dates"] = _lines(_one(form, "dates"))
    if set(form.get("creates", ())) != set(_texts(base.get("creates", []))):
        found["creates"] = [name for name in CREATABLE if name in form.get("creates", ())]
    return found


def _entries(form: Form, former: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """The entries in their former order, new ones behind them."""
    asked = {field.name: field for field in fields if f"column-{field.name}" in form}
    found = {}
    for name in dict.fromkeys((*former, *asked)):
        entry = _entry(form, asked[name], former.get(name)) if name in asked else former[name]
        if entry is not None:
            found[name] = entry
    return found


def _entry(form: Form, field: Field, former: object) -> object:
    """What the form says of one field; None where it is not imported."""
    part = {key.removesuffix(f"-{field.name}"): values for key, values in form.items() if _is_of(key, field.name)}
    if former is not None and _said(part) == _said(_stripped(entry_to_form(field.name, former), field.name)):
        return former
    columns = [column for column in part["column"] if column]
    if not columns:
        return None
    entry = _source(columns, part) | _counted(part) | _conditions(part) | _table(part, field, former)
    if lines := _lines(_one(part, "dates")):
        entry["dates"] = lines
    if zone := _one(part, "zone"):
        entry["zone"] = zone
    return entry["column"] if list(entry) == ["column"] else entry


PARTS = ("column", "join", "value", "since", "unit", "clock", "where-column", "where-words", "word", "means", "other",
         "dates", "zone")  # fmt: skip


def _is_of(key: str, name: str) -> bool:
    return key.endswith(f"-{name}") and key.removesuffix(f"-{name}") in PARTS


def _stripped(form: Form, name: str) -> dict[str, Sequence[str]]:
    return {key.removesuffix(f"-{name}"): values for key, values in form.items()}


def _said(part: Form) -> dict[str, object]:
    """What a part of the form says, however many empty inputs it was said with."""
    said: dict[str, object] = {key: [value for value in part.get(key, ()) if value] for key in ("column", "join")}
    said |= {key: _one(part, key) for key in ("value", "clock", "zone")}
    said["counted"] = (_one(part, "unit"), _one(part, "since")) if _one(part, "unit") and _one(part, "since") else None
    said["dates"] = _lines(_one(part, "dates"))
    if len(part.get("column", ())) < 2 or said["column"] == [CONSTANT]:
        said["join"] = []
    return said | {"where": _conditions(part), "map": _pairs(part), "other": _other(part)}


def _source(columns: list[str], part: Form) -> dict[str, Any]:
    if CONSTANT in columns:
        return {"value": _one(part, "value")}
    if len(columns) > 1:
        return {_one(part, "join") if _one(part, "join") in (JOINED, FIRST) else JOINED: columns}
    return {_one(part, "join"): columns} if _one(part, "join") == FIRST else {"column": columns[0]}


def _counted(part: Form) -> dict[str, str]:
    unit, since, clock = (_one(part, key) for key in ("unit", "since", "clock"))
    found = {unit: since} if unit in SINCE_UNITS and since else {}
    return found | ({"clock": clock} if clock else {})


def _conditions(part: Form) -> dict[str, Any]:
    pairs = zip(part.get("where-column", ()), part.get("where-words", ()), strict=False)
    found = {column: _lines(words) for column, words in pairs if column and _lines(words)}
    return {"where": found} if found else {}


def _table(part: Form, field: Field, former: object) -> dict[str, Any]:
    """The table of words. Without a former one, and where every word means what the field reads by itself, none."""
    pairs, other = _pairs(part), _other(part)
    had = bool(pairs) and isinstance(former, Mapping) and "map" in former
    undecided = UNDECIDED in part.get("means", ())
    if not had and not undecided and all(native(field, word) == code for word, code in pairs.items()):
        return {} if other is None else {"other": other}
    found: dict[str, Any] = {"map": pairs}
    return found if other is None else found | {"other": other}


def _pairs(part: Form) -> dict[str, str]:
    pairs = zip(part.get("word", ()), part.get("means", ()), strict=False)
    return {plain_word(word): code for word, code in pairs if code != UNDECIDED}


def _other(part: Form) -> str | None:
    found = part.get("other")
    return None if not found or found[-1] == UNDECIDED else found[-1]


def plain_word(word: str) -> str:
    """A word as a table of words is asked for it: full-width forms made ordinary, blanks single; case is kept."""
    try:
        return " ".join(cells.narrow(word).split())
    except CellError:
        return word


def native(field: Field, word: str) -> str | None:
    """What a field reads a word as without any table; None where it does not."""
    key = plain_word(word).casefold()
    if field.type is FieldType.CHOICE:
        return field.words().get(key)
    if field.type is FieldType.BOOLEAN:
        return "yes" if key in cells.YES else "no" if key in cells.NO else None
    return key if is_rating(field) and cells.PLAIN_NUMBER.fullmatch(key) else None


def _put(document: dict[str, Any], key: str, value: Any, default: Any) -> None:
    """Set a key, or take it away where it says the default; one that says the same already stays as it is written."""
    former = document.get(key, default)
    if value == (_texts(former) if isinstance(default, list) else former):
        return
    document.pop(key, None)
    if value != default:
        document[key] = value


def _one(form: Form, key: str) -> str:
    values = form.get(key, ())
    return values[-1] if values else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, Iterable) else []
