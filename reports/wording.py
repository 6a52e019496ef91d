"""Figures of a card in words, in the reader's language: what was counted, what the rule made of it, what is missing.

Values have up to two decimals on screens and paper, points, weights and earned figures always two (SCORING §10).
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.language import is_chinese
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import figure, half_up, plain
from scoring.engine.card import Line
from scoring.indicators.catalogue import indicators
from scoring.indicators.indicator import Pair, plain_count
from scoring.saying import say

MINUS = "−"
NOTHING = "–"


def month(value: Month) -> str:
    """``2026 年 10 月``, ``October 2026``."""
    return date_format(value.first_day, "YEAR_MONTH_FORMAT")


def coefficient(value: Decimal | None) -> str:
    """As the plan writes it, with one decimal at least: ``1.0``, ``0.85``."""
    return NOTHING if value is None else (plain(value) if "." in plain(value) else f"{plain(value)}.0")


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
    bare = ("points",) if is_chinese() else ("points", "items")
    unit = "" if line.unit.en in bare else say(line.unit)
    return f"{figure(value)} {unit}".rstrip()


def counted(line: Line, number: int) -> str:
    """How many things were counted: ``50 orders``."""
    known = indicators().get(line.code)
    one, many = known.counted if known else _THINGS
    return str(one if number == 1 else many) % {"n": figure(number)}


def measure(line: Line) -> str:
    """Numerator and denominator as a reader would say them: ``46 / 50 orders``, ``92 / 100 (20 answers)``."""
    if line.numerator is None or line.denominator is None:
        return _("no evidence")
    top = figure(line.numerator)
    known = indicators().get(line.code)
    if known and known.add_up is plain_count:
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
    words = next((each.reasons[code] for each in indicators().values() if code in each.reasons), None)
    return code.replace("_", " ") if words is None else str(words)


def kind_of_adjustment(kind: str) -> str:
    """Bonus, deduction or the supervisor's adjustment."""
    return {"bonus": _("Bonus"), "deduction": _("Deduction"), "supervisor": _("Supervisor's adjustment")}[kind]


_THINGS = Pair(gettext_lazy("%(n)s counted"), gettext_lazy("%(n)s counted"))
