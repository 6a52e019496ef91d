"""The report of the month in sentences, each made from counts, each count a link to the complaints it counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from people.models import Site
from people.of_people import BETWEEN

from . import report
from .filters import MOST_IDS
from .report import Bar, Counted, Row

TOLD = 3
"""So many of the vital causes are told one by one."""


class Part(NamedTuple):
    """Some words, and the complaints that they count."""

    words: str
    href: str


class Sentence(NamedTuple):
    """What it is about, and the counts behind it."""

    lead: str
    parts: tuple[Part, ...]

    @property
    def html(self) -> SafeString:
        """“38 complaints: 7 at the lake; 3 after 18:00”, each part a link."""
        return self._listed([format_html('<a href="{}">{}</a>', part.href, part.words) for part in self.parts])

    @property
    def printed(self) -> SafeString:
        """The same without links; a part that is nothing but a link is left out."""
        return self._listed([part.words for part in self.parts if part.words != _("Look at them")])

    def _listed(self, parts: Sequence[str]) -> SafeString:
        listed = format_html_join(pgettext("in a list", "; "), "{}", ((part,) for part in parts))
        colon = pgettext("before a list", ": ") if parts else ""
        return format_html("<strong>{}</strong>{}{}", self.lead, colon, listed)


@dataclass
class Told:
    """The sentences of one month."""

    now: Counted
    then: Counted
    bars: Sequence[Bar]
    zone: ZoneInfo
    month_before: str

    def sentences(self) -> list[Sentence]:
        """As many as there is something to say."""
        if not self.now.rows:
            return []
        vital = [bar for bar in self.bars if bar.is_vital]
        found = [self._whole(vital), *(self._cause(bar) for bar in vital[:TOLD]), *self._faults()]
        return [sentence for sentence in found if sentence is not None]

    @cached_property
    def repeated(self) -> set[int]:
        """Those that repeat an earlier complaint."""
        return report.repeats(self.now.rows)

    def _whole(self, vital: Sequence[Bar]) -> Sentence:
        lead = _("%(number)s, %(change)s") % {"number": complaints(len(self.now.rows)), "change": self._changed()}
        parts = []
        if vital:
            words = ngettext("%(n)s cause makes %(share)s %%", "%(n)s causes make %(share)s %%", len(vital))
            rows = [row for bar in vital for row in bar.rows]
            parts.append(Part(words % {"n": len(vital), "share": vital[-1].cumulative}, address(rows)))
        moved = [bar for bar in self.bars if bar.change]
        if more := max(moved, key=lambda bar: bar.change, default=None):
            parts += self._moved(_("most more: %(name)s %(change)s"), more) if more.change > 0 else []
        if fewer := min(moved, key=lambda bar: bar.change, default=None):
            parts += self._moved(_("most fewer: %(name)s %(change)s"), fewer) if fewer.change < 0 else []
        return Sentence(lead, tuple(parts))

    def _moved(self, words: str, bar: Bar) -> list[Part]:
        return [Part(words % {"name": bar.name, "change": bar.changed}, address(bar.rows))]

    def _changed(self) -> str:
        change = len(self.now.rows) - len(self.then.rows)
        if not change:
            return _("as many as in %(month)s") % {"month": self.month_before}
        words = _("%(n)s more than in %(month)s") if change > 0 else _("%(n)s fewer than in %(month)s")
        return words % {"n": abs(change), "month": self.month_before}

    def _cause(self, bar: Bar) -> Sentence:
        lead = _("%(name)s: %(number)s") % {"name": bar.name, "number": complaints(bar.number)}
        return Sentence(lead, tuple(self._details(bar.rows)))

    @cached_property
    def _sites(self) -> dict[int, str]:
        return dict(Site.objects.values_list("pk", "name"))

    def _details(self, rows: Sequence[Row]) -> Iterator[Part]:
        """Where, when, and how often again; only what there is."""
        places = Counter(row.site for row in rows if row.site)
        if places:
            site, number = places.most_common(1)[0]
            name = self._sites[site] if len(places) > 1 else ""
            if name:
                yield _counted(rows, lambda row: row.site == site, _("%(n)s at %(site)s") % {"n": number, "site": name})
        yield from _told(rows, lambda row: report.at_weekend(row, self.zone), _("%(n)s from Friday 16:00 to Sunday"))
        yield from _told(rows, lambda row: report.in_the_evening(row, self.zone), _("%(n)s after 18:00"))
        yield from _told(rows, lambda row: row.complaint in self.repeated, _("%(n)s for the second time in 30 days"))
        yield from _told(rows, report.is_late, _("%(n)s not closed in 24 hours"))

    @property
    def _not_closed(self) -> str:
        return _("%(n)s not closed by the cut-off") if self.now.is_over else _("%(n)s not closed yet")

    def _faults(self) -> Iterator[Sentence | None]:
        rows = self.now.rows
        late = [row for row in rows if report.is_late(row)]
        yield _list(_("Ordinary ones not closed in 24 hours: %(n)s"), late, (
            (lambda row: row.closed_at is not None, _("%(n)s closed later")),
            (lambda row: row.closed_at is None, self._not_closed),
            (lambda row: report.in_the_evening(row, self.zone), _("%(n)s received after 18:00")),
        ))  # fmt: skip
        again = [row for row in rows if row.complaint in self.repeated]
        yield _list(_("Of the same resident or place and category within 30 days: %(n)s"), again, ())
        unresolved = [row for row in rows if row.closed_at is not None and not row.is_resolved]
        yield _list(_("Closed without a solution: %(n)s"), unresolved, ())


def _list(lead: str, rows: Sequence[Row], parts: Iterable[tuple[Callable[[Row], bool], str]]) -> Sentence | None:
    """A sentence about some; None where there are none."""
    if not rows:
        return None
    found = [part for which, words in parts for part in _told(rows, which, words)]
    return Sentence(lead % {"n": len(rows)}, tuple(found) or (Part(_("Look at them"), address(rows)),))


def _told(rows: Sequence[Row], which: Callable[[Row], bool], words: str) -> Iterator[Part]:
    number = sum(1 for row in rows if which(row))
    if number:
        yield _counted(rows, which, words % {"n": number})


def _counted(rows: Sequence[Row], which: Callable[[Row], bool], words: str) -> Part:
    return Part(words, address([row for row in rows if which(row)]))


def complaints(number: int) -> str:
    """38 complaints."""
    return ngettext("%(n)s complaint", "%(n)s complaints", number) % {"n": number}


def address(rows: Iterable[Row]) -> str:
    """Exactly these complaints, as a list."""
    return addressed(row.complaint for row in rows)


def addressed(keys: Iterable[int]) -> str:
    """The complaints with these keys, as a list; the first few where an address cannot name them all."""
    named = BETWEEN.join(str(key) for key in list(keys)[:MOST_IDS])
    return f"{reverse('evidence:complaints')}?ids={named}"
