"""Figures of a card in words, in the reader's language: what was counted, what the rule made of it, what is missing.

Values have up to two decimals on screens and paper, points, weights and earned figures always two (SCORING §10).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up, plain
from scoring.engine.card import Line
from scoring.engine.indicators import Text

MINUS = "−"
NOTHING = "–"


def in_chinese() -> bool:
    """Whether the active language is Chinese."""
    return (get_language() or "zh").startswith("zh")


def say(text: Text) -> str:
    """The words in the active language."""
    return text.zh if in_chinese() else text.en


def month(value: Month) -> str:
    """``2026 年 10 月``, ``October 2026``."""
    return date_format(value.first_day, "YEAR_MONTH_FORMAT")


def short_month(value: Month) -> str:
    """``10月``, ``Oct``."""
    return date_format(value.first_day, "n月" if in_chinese() else "b").title()


def coefficient(value: Decimal | None) -> str:
    """As the plan writes it, with one decimal at least: ``1.0``, ``0.85``."""
    return NOTHING if value is None else (plain(value) if "." in plain(value) else f"{plain(value)}.0")


def figure(value: Fraction | Decimal | int, places: int = 2) -> str:
    """At most ``places`` decimals, thousands separated: ``1,095``, ``21.9``."""
    whole, _point, decimals = plain(value, places).partition(".")
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "") if int(whole) else plain(value, places)


def fixed(value: Decimal | None) -> str:
    """Two decimals, thousands separated; a dash for none: ``1,500.00``."""
    return NOTHING if value is None else f"{half_up(value, 2):,}".replace("-", MINUS)


def signed(value: Decimal | None) -> str:
    """As ``fixed``, with its sign: ``+1.00``."""
    return ("+" if value is not None and value > 0 else "") + fixed(value)


def shift(value: Decimal) -> str:
    """A dynamic shift; a dash where there is none."""
    return signed(value) if value else NOTHING


def valued(line: Line, value: Fraction | Decimal | None) -> str:
    """A value with its unit: ``92 %``, ``21.9 min``, ``1 条``; points, and in English things, stand without."""
    if value is None:
        return NOTHING
    bare = ("points",) if in_chinese() else ("points", "items")
    unit = "" if line.unit.en in bare else say(line.unit)
    return f"{figure(value)} {unit}".rstrip()


def counted(line: Line, number: int) -> str:
    """How many things were counted: ``50 orders``."""
    one, many = _COUNTED.get(line.code, _THINGS)
    return (one if number == 1 else many)() % {"n": figure(number)}


def measure(line: Line) -> str:
    """Numerator and denominator as a reader would say them: ``46 / 50 orders``, ``92 / 100 (20 answers)``."""
    if line.numerator is None or line.denominator is None:
        return _("no evidence")
    top = figure(line.numerator)
    if line.denominator == 1 and line.scale == 1 and line.n == 1:
        return counted(line, int(line.numerator))
    if line.denominator == line.n:
        unit = "" if line.scale == 100 else f" {say(line.unit)}"
        return f"{top}{unit} / {counted(line, line.n)}"
    pair = {"pair": f"{top} / {figure(line.denominator)}", "counted": counted(line, line.n)}
    return _("%(pair)s (%(counted)s)") % pair


def excluded(reasons: Mapping[str, int]) -> str:
    """Reasons and how often: ``2 cancelled, 1 exempted``."""
    parts = [_("%(n)s %(reason)s") % {"n": number, "reason": reason(code)} for code, number in reasons.items()]
    return _(", ").join(parts)


def reason(code: str) -> str:
    """Why a fact does not count (SCORING §3, Exclusions)."""
    return _REASONS[code]() if code in _REASONS else code.replace("_", " ")


def kind_of_adjustment(kind: str) -> str:
    """Bonus, deduction or the supervisor's adjustment."""
    return {"bonus": _("Bonus"), "deduction": _("Deduction"), "supervisor": _("Supervisor's adjustment")}[kind]


_Words = Callable[[], str]

_THINGS: tuple[_Words, _Words] = (lambda: _("%(n)s counted"), lambda: _("%(n)s counted"))
_COUNTED: dict[str, tuple[_Words, _Words]] = {
    "completion_rate": (lambda: _("%(n)s order"), lambda: _("%(n)s orders")),
    "mean_response_minutes": (lambda: _("%(n)s order"), lambda: _("%(n)s orders")),
    "satisfaction": (lambda: _("%(n)s answer"), lambda: _("%(n)s answers")),
    "etiquette_pass_rate": (lambda: _("%(n)s check"), lambda: _("%(n)s checks")),
    "collaboration": (lambda: _("%(n)s department"), lambda: _("%(n)s departments")),
    "suggestions_adopted": (lambda: _("%(n)s suggestion"), lambda: _("%(n)s suggestions")),
    "training_attendance": (lambda: _("%(n)s session"), lambda: _("%(n)s sessions")),
    "training_exam": (lambda: _("%(n)s exam"), lambda: _("%(n)s exams")),
}
_REASONS: dict[str, _Words] = {
    "cancelled": lambda: _("cancelled"),
    "duplicate": lambda: _("duplicate"),
    "exempted": lambda: _("exempted by a supervisor"),
    "on_hold": lambda: _("waiting for the resident"),
    "response_before_request": lambda: _("answered before it was requested"),
    "no_responses_recorded": lambda: _("responses not recorded by the source"),
    "excluded": lambda: _("excluded by a supervisor"),
    "later_answer": lambda: _("a later answer to the same invitation"),
    "nothing_applicable": lambda: _("nothing applicable"),
    "not_final": lambda: _("not final by the cut-off"),
    "own_department": lambda: _("from the own department"),
    "excused": lambda: _("excused"),
    "resat": lambda: _("replaced by a re-sit"),
    "entered_twice": lambda: _("entered twice; the last entry counts"),
}
