"""One A4 page from one sheet: markup here, layout in ``press`` (a process of its own that reaches nothing).

The markup depends on the sheet and the language only: not on the clock, the host or the reader, so that equal sheets
give equal bytes. ``fingerprint_of`` names a page; a page already printed is not printed again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import instant_text
from reports import printed_charts, printed_rows, printed_style, wording
from reports import printed_page as page
from reports.card_view import TREND_MONTHS, Sheet
from reports.printed_rows import Row, SumRow, fitted
from reports.wording import fixed, signed
from scoring.saying import say, short_month


def markup(sheet: Sheet, language: str) -> str:
    """The page as HTML. ``language``: ``zh-hans`` or ``en``. Raises Refused."""
    with translation.override(language):
        return render_to_string("pdf/card.html", _context(sheet, "zh" if language.startswith("zh") else "en"))


def fingerprint_of(html: str) -> str:
    """What identifies a printed page: its markup and the style it is laid out by."""
    return hashlib.sha256((printed_style.style_sheet() + html).encode()).hexdigest()


def _context(sheet: Sheet, language: str) -> dict[str, Any]:
    card, fits = sheet.card, page.FITS[language]
    rows, sums = printed_rows.rows(card, fits), printed_rows.sums(card, page.SUM_TEXT)
    height = printed_rows.row_height(len(rows))
    most = next(most for most, own in page.ROW_HEIGHTS if own == height)
    name = fitted(sheet.worker.name, page.NAME)
    return {
        "sheet": sheet,
        "card": card,
        "made_at": instant_text(sheet.made_at.replace(microsecond=0)),
        "title": _("Monthly performance card %(month)s %(name)s") % {"month": card.month, "name": sheet.worker.name},
        "classes": f"{language}{_sizes(sheet)}",
        "marks": " · ".join(_marks(sheet)),
        "most": most,
        "employer": fitted(sheet.employer.name, page.EMPLOYER),
        "month": wording.month(card.month),
        "name": name,
        "long_name": fitted(name, page.LARGE_NAME) != name,
        "facts": _facts(sheet, fits),
        "total": fixed(card.total),
        "grade": card.grade or wording.NOTHING,
        "keys": _keys(sheet),
        "change": _change(sheet),
        "trend": _trend(sheet),
        "axes": _axes(sheet, fits["axis"]),
        "columns": _columns(),
        "rows": rows,
        "sums": sums,
        "notes": _notes(sheet, rows, sums, height),
        "origin": _origin(sheet),
        "charts": _charts(sheet, height, page.bar_place(language)),
    }


def _marks(sheet: Sheet) -> Iterator[str]:
    """What the page must not be taken for."""
    if sheet.card.trial:
        yield _("Trial, not for pay")
    if sheet.brought_in:
        yield _("Brought in")


def _sizes(sheet: Sheet) -> str:
    """Smaller letters for a total of 100 and more, and for grades that are words; another colour for the lowest."""
    full = " full" if sheet.card.total is not None and sheet.card.total >= 100 else ""
    lowest = min(sheet.grades, key=lambda grade: grade.lower, default=None)
    low = " low" if lowest and lowest.code == sheet.card.grade else ""
    return full + (" words" if len(sheet.card.grade or "") > 1 else "") + low


def _facts(sheet: Sheet, fits: dict[str, float]) -> list[tuple[str, str]]:
    card, worker = sheet.card, sheet.worker
    days = _("%(posted)s / %(all)s days") % {"posted": card.posted_days, "all": card.month_days}
    plan = _("%(plan)s v%(version)s") % {"plan": say(card.plan_name), "version": card.plan_version}
    return [
        (_("Staff no."), fitted(worker.staff_number or wording.NOTHING, page.STAFF_NUMBER)),
        (_("Site"), fitted(worker.site or wording.NOTHING, fits["site"])),
        (_("Post"), fitted(worker.post or wording.NOTHING, fits["post"])),
        (_("Posted"), fitted(days, page.POSTED)),
        (_("Plan"), fitted(plan, page.PLAN)),
    ]


def _keys(sheet: Sheet) -> list[tuple[str, str]]:
    card = sheet.card
    rank = f"{card.rank} / {card.ranked}" if card.rank else wording.NOTHING
    return [
        (_("Coefficient"), wording.coefficient(card.coefficient)),
        (_("Bonus (yuan)"), fixed(sheet.pay.amount) if sheet.pay else wording.NOTHING),
        (_("Rank in the plan"), rank),
    ]


def _change(sheet: Sheet) -> str:
    return "" if sheet.change is None else _("%(change)s on last month") % {"change": signed(sheet.change)}


def _trend(sheet: Sheet) -> list[tuple[str, str]]:
    """Months and totals, the last one at the right edge whatever their number."""
    shown = [(short_month(month), fixed(total)) for month, total in sheet.history[-TREND_MONTHS:]]
    return [("", "")] * (TREND_MONTHS - len(shown)) + shown


def _axes(sheet: Sheet, width: float) -> list[tuple[str, str, str]]:
    sections = sheet.card.sections
    return [
        (f"r{len(sections)}-{index}", fitted(say(section.name), width), fixed(section.score))
        for index, section in enumerate(sections)
        if len(sections) in page.AXES
    ]


def _columns() -> list[tuple[str, str, str]]:
    """Class, if any, and one or two lines of each column's head."""
    return [
        ("l", _("Dimension"), ""),
        ("l", _("Indicator"), ""),
        ("", *_two_lines(_("Base weight"))),
        ("", _("Shift"), ""),
        ("", *_two_lines(_("Effective weight"))),
        ("m", _("Measure"), ""),
        ("", _("Result"), ""),
        ("", _("Target"), ""),
        ("b", *_two_lines(_("Points, | team"))),
        ("", _("Points"), ""),
        ("", _("Earned"), ""),
    ]


def _two_lines(words: str) -> tuple[str, str]:
    """Chinese heads break in the middle, English ones at the blank."""
    first, _blank, second = words.partition(" ")
    return (first, second) if second else (words[: len(words) // 2], words[len(words) // 2 :])


def _notes(sheet: Sheet, rows: Sequence[Row], sums: Sequence[SumRow], height: float) -> list[list[tuple[str, str]]]:
    """Two columns of explanations, as many lines as the page has left."""
    lines = page.note_lines(height, len(rows), len(sums))
    notes = printed_rows.notes(sheet, 2 * lines, page.NOTE_TEXT)
    half = min(lines, (len(notes) + 1) // 2)
    return [column for column in (notes[:half], notes[half:]) if column]


def _origin(sheet: Sheet) -> list[str]:
    plan = {"plan": say(sheet.card.plan_name), "plan_version": sheet.card.plan_version, "version": sheet.version}
    lines = [
        fitted(_("Plan %(plan)s v%(plan_version)s · card v%(version)s") % plan, page.ORIGIN),
        _("Fingerprint %(hash)s") % {"hash": _grouped(sheet.fingerprint)},
    ]
    if sheet.ledger is None:
        return lines
    entry = {"position": f"{sheet.ledger.position:,}", "hash": _grouped(sheet.ledger.entry_hash)}
    ledger = _("Ledger entry %(position)s · %(hash)s") % entry
    return [*lines, ledger, _("The code holds the signed head of the ledger.")]


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _charts(sheet: Sheet, height: float, bar: tuple[float, float]) -> dict[str, str]:
    sections = sheet.card.sections
    own = [section.score for section in sections]
    team = [sheet.team_scores.get(section.code) for section in sections]
    bars = [
        (line.points, sheet.team_scores.get(section.code) if index == 0 else None, index == len(section.lines) - 1)
        for section in sections
        for index, line in enumerate(section.lines)
    ]
    totals = [total for _month, total in sheet.history[-TREND_MONTHS:]]
    drawn = {
        "trend": printed_charts.trend(escape(_("Totals of the last six months")), totals),
        "radar": printed_charts.radar(escape(_("Scores by dimension")), own, team),
        "table": printed_charts.rules_and_bars(escape(_("Points as bars")), bars, height, bar),
        "qr": printed_charts.qr(escape(_("Signed head of the ledger")), sheet.ledger.head) if sheet.ledger else "",
    }
    return {name: mark_safe(drawing) for name, drawing in drawn.items()}  # built above from numbers and escaped words
