"""What an indicator was counted from: every stored fact with its verdict in words and the way to its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from evidence.kind import Shown
from kpi_portal.lib.instants import written
from kpi_portal.lib.rounding import figure, half_up
from reports import explaining, wording
from reports.wording import fixed
from scoring import cards, fact_tables
from scoring.cards import CountedFact, FactCounts
from scoring.engine import card as engine
from scoring.engine.card import Line
from scoring.indicators.catalogue import indicators
from scoring.indicators.indicator import Indicator, plain_count
from scoring.models import Card, CardFact, ProvisionalCard
from scoring.saying import say
from workorders.models import WorkOrder

SHOWN = ("hit", "missed", "counted", "excluded")


@dataclass(frozen=True)
class Tab:
    """A part of the list; ``show`` is empty for everything."""

    show: str
    label: str
    count: int


@dataclass(frozen=True)
class FactRow:
    """One fact as listed. ``remark`` says why, in the words of who decided; ``kind`` and ``key`` name the fact;
    ``in_days``: its dates are days, not months."""

    number: str
    href: str
    tone: str
    verdict: str
    remark: str
    subject: str
    place: str
    at: datetime | date | None
    until: datetime | date | None
    contribution: str
    kind: str
    key: int | None
    in_days: bool = False

    @property
    def said_at(self) -> str:
        """When, as a page writes it."""
        return _written(self.at, self.in_days)

    @property
    def said_until(self) -> str:
        """Until when, likewise."""
        return _written(self.until, self.in_days)


def tabs(line: Line, counts: FactCounts) -> list[Tab]:
    """All, met and not met for a rate, counted for what is no rate, not counted."""
    left_out = sum(counts.excluded.values())
    found = [Tab("", _("All"), counts.counted + left_out)]
    if is_rate(line):
        met, unmet = _words_of(line)
        found += [Tab("hit", met, counts.hit), Tab("missed", unmet, counts.missed)]
    else:
        found.append(Tab("counted", _("Counted"), counts.counted))
    return [*found, Tab("excluded", _("Not counted"), left_out)]


def _words_of(line: Line) -> tuple[str, str]:
    """Met and not met; in its own words where a hit is what nobody wants."""
    if line.better == "higher":
        return _("Met"), _("Not met")
    met, unmet = indicators()[line.code].met
    return capfirst(str(met)), capfirst(str(unmet))


def head(card: engine.Card, line: Line, stored: Card | ProvisionalCard) -> dict[str, Any]:
    """Everything above the list: tabs, sums, formula."""
    found = cards.facts(stored, line.code)
    counts = FactCounts.of(found)
    return {
        "called": called(found),
        "tabs": tabs(line, counts),
        "counts": counts,
        "name": say(line.name),
        "formula": say(line.formula),
        "measure": wording.measure(line),
        "value": wording.valued(line, line.value),
        "points": wording.fixed(line.points),
        "rule": explaining.rule(line),
        "target": wording.valued(line, line.target) if line.target is not None else "",
        "left_out": wording.excluded(counts.excluded),
        "card": card,
        "is_rate": is_rate(line),
        "times": times(line),
    }


def called(found: Iterable[CardFact]) -> str:
    """What stands at the head of the column in which each fact is named."""
    kind = next((fact.kind for fact in found), "")
    table = fact_tables.counted(kind)
    return str(table.called if table and table.called else _("Number"))


def is_rate(line: Line) -> bool:
    """Whether each fact either met what is asked or did not."""
    known = indicators().get(line.code)
    return known is not None and known.definition.rate


def facts(card: Card | ProvisionalCard, indicator: str, show: str) -> list[CardFact]:
    """The stored facts of a tab; what was left out, what was missed and what costs most come first."""
    return part(cards.facts(card, indicator), indicator, show)


def part(stored: Iterable[CardFact], indicator: str, show: str) -> list[CardFact]:
    """The same of facts that were read already."""
    counted = {"excluded": False, "": None}.get(show, True)
    found = [fact for fact in stored if counted is None or counted is not bool(fact.reason)]
    if show in ("hit", "missed"):
        found = [fact for fact in found if (fact.contribution > 0) is (show == "hit")]
    known = indicators().get(indicator)
    dear_first = known is not None and known.definition.better == "lower"
    found.sort(key=lambda fact: fact.contribution, reverse=dear_first)
    found.sort(key=lambda fact: fact.reason, reverse=True)
    return found


def rows(line: Line, found: Iterable[CardFact], cutoff: datetime) -> list[FactRow]:
    """These facts (a page of them) with what they are about, and why one is missed at the month's cut-off."""
    return described(line, cards.with_subjects(found), cutoff)


def described(line: Line, found: Iterable[CountedFact], cutoff: datetime) -> list[FactRow]:
    """The same of facts that were joined to what they are about already."""
    return [_row(line, fact, cutoff) for fact in found]


def table(line: Line, found: Iterable[CardFact], cutoff: datetime) -> list[list[Any]]:
    """All facts as rows of an exported table, heads first."""
    found = list(found)
    head = [called(found), _("Verdict"), _("Reason"), _("Subject"), _("Place"), *times(line), _("Contribution")]
    body = [
        [row.number, row.verdict, row.remark, row.subject, row.place, *_instants(row), row.contribution]
        for row in rows(line, found, cutoff)
    ]
    return [head, *body]


def times(line: Line) -> tuple[str, str]:
    """Heads of the columns of instants; the second is empty where a fact has one instant only."""
    known = indicators().get(line.code)
    heads = [str(time.head) for time in known.times] if known else []
    first, second, *_more = [*heads, "", ""] if heads else [_("When"), ""]
    return first, second


def _written(at: datetime | date | None, in_days: bool) -> str:
    if at is None or isinstance(at, datetime):
        return written(at) if at else "—"
    return at.isoformat() if in_days else f"{at:%Y-%m}"


def _local(at: datetime | date | None) -> str:
    if isinstance(at, datetime):
        return written(at)
    return at.isoformat() if at else ""


def _instants(row: FactRow) -> tuple[str, str]:
    return _local(row.at), _local(row.until)


def _row(line: Line, fact: CountedFact, cutoff: datetime) -> FactRow:
    shown = _shown(line, fact)
    tone, verdict = _verdict(line, fact)
    return FactRow(
        number=shown.number,
        href=shown.href,
        tone=tone,
        verdict=verdict,
        remark=shown.remark or _remark(line, fact, cutoff),
        subject=shown.subject,
        place=shown.place,
        at=shown.at,
        until=shown.until,
        contribution=_contribution(line, fact),
        kind=fact.kind,
        key=fact.subject.pk if fact.subject else None,
        in_days=shown.in_days,
    )


def _shown(line: Line, fact: CountedFact) -> Shown:
    if isinstance(fact.subject, WorkOrder):
        return _order(fact.subject, line)
    table = fact_tables.counted(fact.kind)
    return table.shown(fact.subject) if fact.subject and table and table.shown else Shown(_("removed"), "")


def _verdict(line: Line, fact: CountedFact) -> tuple[str, str]:
    if fact.reason:
        return "", _("not counted · %(reason)s") % {"reason": wording.reason(fact.reason)}
    if not is_rate(line):
        return "ok", _("counted")
    met, unmet = indicators()[line.code].met
    is_good = bool(fact.contribution) is (line.better == "higher")
    return "ok" if is_good else "warn", str(met if fact.contribution else unmet)


def _remark(line: Line, fact: CountedFact, cutoff: datetime) -> str:
    """What its indicator says of a fact, and why it is missed."""
    known = indicators().get(line.code)
    if known is None or fact.subject is None:
        return ""
    is_missed = not fact.reason and not fact.contribution
    asked = (known.told, known.why_missed if is_missed else None)
    said = [words(fact.subject, cutoff) for words in asked if words is not None]
    return " · ".join(filter(None, said))


def _contribution(line: Line, fact: CountedFact) -> str:
    if fact.reason or is_rate(line):
        return ""
    told = figure(fact.contribution) if _is_whole(line) else fixed(half_up(fact.contribution, 2))
    return f"{told} {say(line.unit) if line.scale == 1 else ''}".rstrip()


def _is_whole(line: Line) -> bool:
    """Whether the column holds whole numbers; else all of them have two decimals, so that they compare at a glance."""
    known = indicators().get(line.code)
    is_time = line.scale == 1 and line.better == "lower" and (known is None or known.add_up is not plain_count)
    return not is_time and (line.numerator is None or line.numerator.denominator == 1)


def _times_of(subject: Any, indicator: Indicator | None) -> tuple[datetime | None, datetime | None]:
    """The instants that the indicator shows beside a fact: of each column the first that is set."""
    columns = indicator.times if indicator else ()
    found = [next((at for name in time.fields if (at := getattr(subject, name))), None) for time in columns]
    at, until, *_more = [*found, None, None]
    return at, until


def _order(order: WorkOrder, line: Line) -> Shown:
    place = " ".join(str(part) for part in (order.site, order.building, order.room) if part)
    at, until = _times_of(order, indicators().get(line.code))
    return Shown(
        number=order.number,
        href=reverse("workorders:order", args=[order.pk]),
        subject=order.subject or order.category,
        place=place,
        at=at or order.created_at,
        until=until,
    )
