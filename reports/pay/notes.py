"""What a person should look at before somebody is paid: kept as codes, said in the reader's language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from scoring.card_summary import summary
from scoring.models import Card

Note = tuple[str, dict[str, str]]
"""Code, and what its sentence names."""

SENTENCES: Mapping[str, Callable[[], str]] = {
    "no_evidence": lambda: _("No evidence in this month; HR decides about the pay."),
    "no_decision": lambda: _("A decision is missing."),
    "no_posting": lambda: _("No posting as agent in this month: pay 0."),
    "no_base": lambda: _("No bonus base."),
    "red_line": lambda: _("Confirmed red line."),
    "targets": lambda: _("Target changed after the freeze."),
    "share": lambda: _("Part-time: %(share)s %% of the bonus base."),
    "days": lambda: _("Posted %(posted)s of %(all)s days."),
    "appeal": lambda: _("An appeal is open."),
    "no_card": lambda: _("No card in this month."),
    "grade": lambda: _("Grade %(before)s → %(after)s."),
    "version": lambda: _("Card version %(version)s."),
    "said": lambda: "%(words)s",
    "gate": lambda: _("No team bonus: %(team)s has %(score)s, below %(gate)s."),
    "gate_complaints": lambda: _(
        "No team bonus: complaints upheld against %(team)s %(upheld)s of %(orders)s orders, %(percent)s %%, "
        "above %(gate)s %%."
    ),
    "gate_no_orders": lambda: _("No team bonus: %(team)s has no orders in the month, and so no share of complaints."),
}
ASKS_NOBODY = frozenset({"said", "grade", "version", "share", "gate", "gate_complaints", "gate_no_orders"})
"""Told, and no reason to stop."""


def of_card(card: Card, days: int) -> Iterator[Note]:
    """Why a card has no total or no pay, and what else a person should look at."""
    told = summary(card)
    found: tuple[tuple[bool, str, dict[str, Any]], ...] = (
        (not told.has_evidence, "no_evidence", {}),
        (told.needs_decision, "no_decision", {}),
        (not told.has_posting, "no_posting", {}),
        (card.bonus_base is None, "no_base", {}),
        (bool(told.red_lines), "red_line", {}),
        (bool(told.target_changes), "targets", {}),
        (bool(card.label.share), "share", {"share": card.label.share}),
        (
            told.has_posting and card.posted_days < days,
            "days",
            {"posted": str(card.posted_days), "all": str(days)},
        ),
    )
    return ((code, named) for applies, code, named in found if applies)


def said(note: Note) -> str:
    """The sentence; the code where it is not known any more."""
    code, named = note
    return SENTENCES[code]() % named if code in SENTENCES else code


def asks(notes: Iterable[Note]) -> bool:
    """Whether one of them is a reason to look."""
    return any(code not in ASKS_NOBODY for code, _named in notes)
