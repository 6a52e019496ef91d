"""Every act that the audit or the ledger can name has words of its own; a code is never shown to people."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from records.audit_details import NOT_TOLD
from records.audit_labels import ACTS, DETAILS
from workorders.models import EventKind

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("people", "records", "workorders", "evidence", "scoring", "reports", "kpi_portal")


@cache
def nodes(room: str) -> tuple[ast.AST, ...]:
    """A room's source, whole."""
    return tuple(
        node for path in (CHECKOUT / room).rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def calls(room: str) -> Iterator[ast.Call]:
    """Every call in a room's source."""
    found = (node for node in nodes(room) if isinstance(node, ast.Call))
    yield from (call for call in found if name_of(call) != "Kind")  # its verb is what one must hold to see it


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def said(room: str, call: ast.Call) -> Iterator[str]:
    """The acts that one call names; ``{}`` stands for what is only known when it runs. A kind names no act: its
    ``verb`` is what shows its list."""
    for keyword in call.keywords if name_of(call) != "Kind" else ():
        is_act = keyword.arg == "verb" or (keyword.arg == "kind" and ast.unparse(call.func) == "ledger.append")
        if is_act and isinstance(keyword.value, ast.Constant):
            verb = str(keyword.value.value)
            yield _whole(room, verb)
        elif is_act and isinstance(keyword.value, ast.JoinedStr):
            parts = keyword.value.values
            yield _whole(room, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts))


def _whole(room: str, verb: str) -> str:
    """Kinds of evidence leave the room's name to ``evidence.facts``."""
    return f"evidence.{verb}" if room == "evidence" and "." not in verb else verb


def steps_of_a_month() -> set[str]:
    """What scoring.publishing enters: ``_enter(record, "publish", by)``."""
    entered = [call.args[1] for call in calls("scoring") if name_of(call) == "_enter"]
    return {str(step.value) for step in entered if isinstance(step, ast.Constant)}


FILLED = {
    "evidence.{}": set[str](),  # evidence.facts: its callers name the verb, and are collected themselves
    "evidence.{}_answer": {"exclude", "include"},
    "workorders.{}": set(EventKind.values),
    "scoring.{}_month": steps_of_a_month(),
    "scoring.{}": {
        *("save_review_draft", "submit_review", "take_review_back", "send_card_back", "answer_review"),
        *("give_opinion", "recuse"),
    },  # scoring.review and scoring.panel: each saves by one function
    "scoring.{}_leaving_out": {"grant", "decline"},
    "scoring.warning_{}": {"acknowledged", "acted", "closed"},
}
"""Verb with a gap → what fills it. A new one needs a line here."""


@pytest.fixture(scope="module")
def named() -> set[str]:
    """The acts that the source names."""
    return {act for room in ROOMS for call in calls(room) for act in said(room, call)}


def filled(acts: set[str]) -> set[str]:
    return {act.format(value) for act in acts for value in (FILLED[act] if "{}" in act else {""})}


def test_every_act_that_the_source_names_has_words(named: set[str]) -> None:
    assert filled(named) - set(ACTS) == set()


def test_the_steps_of_the_ledger_have_words() -> None:
    assert steps_of_a_month() | {"close"} <= set(ACTS)


def test_words_stand_for_acts_that_exist(named: set[str]) -> None:
    assert set(ACTS) <= filled(named) | steps_of_a_month()


def details() -> Iterator[str]:
    """The keys of every detail that the source writes."""
    for room in ROOMS:
        for node in nodes(room):
            is_one = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "detail"
            if isinstance(node, ast.Assign | ast.keyword) and (is_one or getattr(node, "arg", "") == "detail"):
                yield from keys(node.value)


def keys(value: ast.expr) -> set[str]:
    """Of all dictionaries written in an expression."""
    dicts = (node for node in ast.walk(value) if isinstance(node, ast.Dict))
    return {str(key.value) for node in dicts for key in node.keys if isinstance(key, ast.Constant)}


def test_every_detail_that_the_source_keeps_has_a_name() -> None:
    assert set(details()) - NOT_TOLD - set(DETAILS) - {"changed", "values"} == set()
