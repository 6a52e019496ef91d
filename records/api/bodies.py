"""The body of a push, read strictly: what is not plain JSON of the right shape is refused with a sentence, never
guessed at, and nothing that it holds can hurt its reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _

from .answers import NotDone

MOST_ROWS = 10_000
LONGEST_NUMBER = 30
"""Digits before or after the point."""
Value = str | int | Decimal | bool | None
OPTIONS = frozenset(
    {
        "automatic_responders", "creates", "dates", "decimal", "missing", "numbers_restart", "people",
        "rating_scale", "records_completions", "records_dispatches", "records_responses", "sites", "staff_numbers",
        "teams", "zone",
    }
)  # fmt: skip
"""Keys of a profile (docs/import-profiles.md) that a push may give; the columns are the fields."""


@dataclass(frozen=True, slots=True)
class Body:
    """What somebody pushes."""

    source: str
    rows: tuple[Mapping[str, Value], ...]
    options: Mapping[str, Any]
    dry_run: bool = False
    accept_repeats: bool = False
    seen_cards: str = ""


def read(request: HttpRequest) -> Body:
    """The body of the request. Raises NotDone."""
    document = _document(request)
    known = {"source", "rows", "options", "dry_run", "accept_repeats", "seen_cards"}
    if strange := sorted(set(document) - known):
        raise _shape(_("“%(name)s” is not known here."), name=strange[0][:60])
    return Body(
        source=_source(document.get("source")),
        rows=_rows(document.get("rows")),
        options=_options(document.get("options", {})),
        dry_run=_yes(document, "dry_run"),
        accept_repeats=_yes(document, "accept_repeats"),
        seen_cards=_text(document.get("seen_cards", ""), "seen_cards"),
    )


def _document(request: HttpRequest) -> dict[str, Any]:
    try:
        body = request.body
    except RequestDataTooBig:
        raise NotDone(413, "too_large", _("The body is too large; send the rows in several pushes.")) from None
    except UnreadablePostError:
        raise NotDone(400, "not_json", _("The body did not arrive whole.")) from None
    try:
        text = body.decode("utf-8")
        document = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
        json.dumps(document, ensure_ascii=False, default=str).encode()  # halves of characters have no bytes
    except (ValueError, RecursionError):
        raise NotDone(400, "not_json", _("The body is not JSON in UTF-8, or says a name twice.")) from None
    if not isinstance(document, dict):
        raise _shape(_("The body must be an object with “source” and “rows”."))
    return document


def _no_number(word: str) -> None:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _shape(sentence: Any, **named: Any) -> NotDone:
    row = named.get("row")
    told = {} if row is None else {"row": row}
    return NotDone(422, "not_understood", str(sentence) % named, **told)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _shape(_("“%(name)s” must be a text."), name=name)
    return value


def _source(value: object) -> str:
    source = _text(value, "source").strip()
    if not source or len(source) > 60 or not source.isprintable():
        raise _shape(_("“source” names where the rows are from: up to 60 characters, always the same ones."))
    return source


def _yes(document: Mapping[str, Any], name: str) -> bool:
    value = document.get(name, False)
    if not isinstance(value, bool):
        raise _shape(_("“%(name)s” must be true or false."), name=name)
    return value


def _options(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - OPTIONS:
        raise _shape(_("“options” may hold: %(allowed)s."), allowed=", ".join(sorted(OPTIONS)))
    if "\\u0000" in json.dumps(value, default=str):
        raise _shape(_("“%(name)s” must be a text."), name="options")
    return value


def _rows(value: object) -> tuple[Mapping[str, Value], ...]:
    """Objects with the same fields: one that lacks a field of another would empty it (IMPORTS 6, 7)."""
    if not isinstance(value, list) or not value:
        raise _shape(_("“rows” must be a list of at least one object."))
    if len(value) > MOST_ROWS:
        raise NotDone(413, "too_large", str(_("At most %(most)s rows in one push.")) % {"most": MOST_ROWS})
    for number, row in enumerate(value, 1):
        _check_row(number, row, value[0])
    return tuple(value)


def _is_plain(value: object) -> bool:
    """What a cell can hold. ``1e999999`` is short to send and a gigabyte to write."""
    if isinstance(value, str):
        return "\0" not in value
    if isinstance(value, Decimal):
        return abs(value.adjusted()) <= LONGEST_NUMBER
    return not isinstance(value, dict | list)


def _check_row(number: int, row: object, first: object) -> None:
    if not isinstance(row, dict) or not row:
        raise _shape(_("Row %(row)s is not an object with fields."), row=number)
    for name, value in row.items():
        if not _is_plain(value):
            raise _shape(
                _("Row %(row)s, %(name)s: a text, a number, true, false or null is expected."), row=number, name=name
            )
    if row.keys() != first.keys():  # type: ignore[attr-defined]  # it was checked before
        raise _shape(
            _(
                "Row %(row)s has other fields than row 1. All rows of a push have the same; null empties a value, "
                "a field that is left out changes nothing."
            ),
            row=number,
        )
    if all(value is None or value == "" for value in row.values()):
        raise _shape(_("Row %(row)s says nothing: all its fields are empty."), row=number)
