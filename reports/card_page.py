"""The rows of the card's page: each opens to how its figure came about, in words and with the numbers put in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from people.models import Person
from reports import charts, explaining, wording
from reports.card_view import Sheet
from reports.wording import fixed, signed, valued
from scoring.engine.card import Card, Line, Section
from scoring.engine.what_if import with_more_hits
from scoring.saying import say


@dataclass(frozen=True)
class Step:
    """One line of a formula: what, how, a remark below, the figure."""

    label: str
    text: str
    note: str
    figure: str


@dataclass(frozen=True)
class Part:
    """One indicator inside an opened row. ``links``: words and address of what was counted and what was not."""

    name: str
    sentence: str
    missing: str
    steps: tuple[Step, ...]
    hint: str
    links: tuple[tuple[str, str], ...]
    members: tuple["MemberRow", ...] = ()
    code: str = ""


@dataclass(frozen=True)
class MemberRow:
    """What one agent of the teams led added to an indicator."""

    name: str
    href: str
    measure: str
    value: str


@dataclass(frozen=True)
class Row:
    """One dimension: its line, and what it opens to."""

    code: str
    name: str
    indicators: str
    bullet: SafeString
    value: str
    target: str
    earned: str
    weight: str
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]


def rows(sheet: Sheet, agent: Person, version: int | None) -> list[Row]:
    """One row per dimension in plan order. ``version``: of a card that no longer stands, for its links."""
    addresses = Addresses(sheet.card, agent, version)
    return [_row(sheet, section, addresses) for section in sheet.card.sections]


@dataclass(frozen=True)
class Addresses:
    """Where the facts behind an indicator of this card are listed."""

    card: Card
    agent: Person
    version: int | None

    def facts(self, indicator: str, show: str = "") -> str:
        """The list of facts, all or a part of it."""
        keys = {"month": self.card.month, "agent": self.agent.pk, "indicator": indicator}
        query = [f"show={show}"] if show else []
        query += [f"version={self.version}"] if self.version else []
        query += [f"trial={self.card.plan}"] if self.card.trial else []
        return reverse("reports:facts", kwargs=keys) + ("?" + "&".join(query) if query else "")


def _row(sheet: Sheet, section: Section, addresses: Addresses) -> Row:
    values = [valued(line, line.value) for line in section.lines if line.value is not None]
    name, team = say(section.name), sheet.team_scores.get(section.code)
    told = _("%(points)s points") % {"points": fixed(section.score)}
    told += _("; team %(points)s") % {"points": fixed(team)} if team is not None else ""
    return Row(
        code=section.code,
        name=name,
        indicators=" · ".join(say(line.name) for line in section.lines),
        bullet=charts.bullet(section.code, (name, told), section.score, team),
        value=" · ".join(values) or _("no evidence"),
        target=_targets(section),
        earned=fixed(section.earned),
        weight=fixed(section.weight),
        parts=tuple(_part(sheet, line, addresses) for line in section.lines),
        steps=tuple(_dimension_steps(sheet.card, section)),
    )


def _targets(section: Section) -> str:
    """The target of a dimension with one indicator; several say theirs when opened."""
    line = section.lines[0]
    if len(section.lines) > 1 or line.target is None:
        return ""
    return _("target %(target)s") % {"target": valued(line, line.target)}


def _part(sheet: Sheet, line: Line, addresses: Addresses) -> Part:
    return Part(
        name=say(line.name),
        sentence=_sentence(sheet, line),
        missing=explaining.missing(line, is_running=sheet.is_running),
        steps=tuple(_line_steps(line)),
        hint=_hint(sheet, line),
        links=tuple(_links(line, addresses)),
        members=tuple(_members(sheet, line)),
        code=line.code,
    )


def _members(sheet: Sheet, line: Line) -> Iterator[MemberRow]:
    for member in line.members:
        pk, name = sheet.led.get(member.agent, (0, wording.NOTHING))
        own = replace(line, numerator=member.numerator, denominator=member.denominator, n=member.n, members=())
        value = valued(line, line.scale * member.numerator / member.denominator)
        href = reverse("reports:card", args=[sheet.card.month, pk]) if pk else ""
        yield MemberRow(name, href, wording.measure(own), value)


def _sentence(sheet: Sheet, line: Line) -> str:
    """What the figure is, when its time passes, and what was left out of it."""
    sentence = _("%(formula)s.") % {"formula": say(line.formula)}
    if led := explaining.led(line):
        sentence += f" {led}"
    if clock := explaining.clock(line, sheet.service_hours):
        sentence += f" {clock}"
    if line.excluded:
        without = {"reasons": wording.excluded(line.excluded)}
        sentence += _(" Not counted: %(reasons)s.") % without
    return sentence


def _line_steps(line: Line) -> Iterator[Step]:
    if line.own is not None:
        yield Step(_("Measure"), wording.measure(line), explaining.interval(line), valued(line, line.own))
    if explaining.prior(line):
        yield Step(_("Value"), explaining.prior(line), "", valued(line, line.value))
    if line.points is not None:
        how = explaining.points_with_numbers(line) or wording.NOTHING
        note = " · ".join(filter(None, (explaining.rule(line), explaining.target_source(line))))
        yield Step(_("Points"), how, note, fixed(line.points))


def _dimension_steps(card: Card, section: Section) -> Iterator[Step]:
    if explaining.score(section):
        yield Step(
            _("Dimension"), explaining.score(section), _("weighted by the indicators' shares"), fixed(section.score)
        )
    note = explaining.weight_note(section, card)
    yield Step(_("Weight"), explaining.weight(section, card), note, fixed(section.weight))
    if section.earned is not None:
        yield Step(_("Earned"), explaining.earned(section), "", fixed(section.earned))


def _links(line: Line, addresses: Addresses) -> Iterator[tuple[str, str]]:
    if line.facts_hash is None:
        return
    if line.n:
        yield (
            _("Counted: %(things)s") % {"things": wording.counted(line, line.n)},
            addresses.facts(line.code, "counted"),
        )
    left_out = sum(line.excluded.values())
    if left_out:
        yield _("Not counted: %(number)s") % {"number": left_out}, addresses.facts(line.code, "excluded")


def _hint(sheet: Sheet, line: Line) -> str:
    more = with_more_hits(sheet.card, line.code)
    if more is None:
        return ""
    words = {
        "things": wording.counted(line, more.hits),
        "value": valued(line, more.value),
        "points": fixed(more.points),
        "gain": signed(more.gain),
        "total": fixed(more.total),
    }
    if sheet.is_running:
        return _("%(things)s more make %(value)s, %(points)s points, total %(gain)s to %(total)s.") % words
    return _("%(things)s more would have made %(value)s, %(points)s points, total %(gain)s to %(total)s.") % words
