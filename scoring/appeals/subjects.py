"""What can be appealed on a card, by name: an order, an answer, an item of a check, points beside the figures, other
evidence, the rule of an indicator. Only what this card counted or left out is a subject of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.models import QualityCheck, QualityItem
from scoring import cards, fact_tables
from scoring.indicators.catalogue import indicators
from scoring.models import Adjustment, Appeal, Card
from scoring.saying import indicator_name
from workorders.models import WorkOrder

About = Appeal.About
Cause = Appeal.Cause
NAMES = {"order": About.ORDER, "answer": About.ANSWER, "check": About.CHECK, "duty": About.DUTY}
"""How cards name facts that have remedies of their own; all others are other evidence."""
CAUSES: dict[str, tuple[Cause, ...]] = {
    About.ORDER: (Cause.TIME, Cause.CREDIT, Cause.EXCLUDE, Cause.RULE),
    About.ANSWER: (Cause.CREDIT, Cause.EXCLUDE, Cause.RULE),
    About.CHECK: (Cause.JUDGED, Cause.CREDIT, Cause.RULE),
    About.ADJUSTMENT: (Cause.JUDGED, Cause.CREDIT, Cause.RULE),
    About.FACT: (Cause.JUDGED, Cause.TIME, Cause.CREDIT, Cause.EXCLUDE),
    About.DUTY: (Cause.EXCLUDE, Cause.CREDIT),
    About.RULE: (Cause.RULE,),
}
HINTS = {
    Cause.TIME: gettext_lazy("the resident was reached earlier, or it was noted late"),
    Cause.CREDIT: gettext_lazy("somebody else was responsible then"),
    Cause.EXCLUDE: gettext_lazy("duplicate, cancelled, waiting for the resident"),
    Cause.JUDGED: gettext_lazy("it was done, or weighs less than was said"),
    Cause.RULE: gettext_lazy("service hours, emergency order, target"),
}


@dataclass(frozen=True)
class Subject:
    """One thing on a card. ``row`` is what it is about as it stands now: an order, a check … None for the rule."""

    about: About
    name: str
    indicator: str
    what: str
    row: Model | None = None
    href: str = ""
    position: int = 0

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What may be wrong with it."""
        return CAUSES[self.about]


def is_of_completion(indicator: str) -> bool:
    """Whether a wrong time below this indicator is the order's completion; else it is the first response."""
    known = indicators().get(indicator)
    fields = {name for time in known.times for name in time.fields} if known else set()
    return "completed_at" in fields and "first_responded_at" not in fields


def named(card: Card, name: str, indicator: str = "") -> Subject | None:
    """The subject of this name on this card; None where the card has none such."""
    kind, _colon, rest = name.partition(":")
    if kind == "rule":
        return _rule(card, rest)
    key, _hash, position = rest.partition("#")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    if kind == "adjustment":
        return _adjustment(card, int(key))
    return _fact(card, kind, int(key), position, indicator)


def of(appeal: Appeal) -> Subject:
    """What an appeal is about, as it stands now."""
    found = _row(appeal.about, appeal.subject)
    position = int(appeal.subject.partition("#")[2] or 0)
    row, href = (found.row, found.href) if found else (None, "")
    return Subject(About(appeal.about), appeal.subject, appeal.indicator, appeal.what, row, href, position)


def items(card: Card, check: int, indicator: str) -> Iterator[Subject]:
    """The failed items of a check, each a subject of its own."""
    found = _row(About.CHECK, f"check:{check}")
    if found is not None and isinstance(found.row, QualityCheck):
        for item in found.row.items.filter(outcome=QualityItem.Outcome.FAIL):
            yield _item(f"check:{check}#{item.position}", indicator, found, item)


def _rule(card: Card, code: str) -> Subject | None:
    if not any(line.code == code for line in cards.tree(card).lines):
        return None
    return Subject(About.RULE, f"rule:{code}", code, _("Rule of %(name)s") % {"name": indicator_name(code)})


def _adjustment(card: Card, key: int) -> Subject | None:
    entries = Adjustment.objects.filter(agent=card.agent_id, first_day=card.month.first_day, stands=True)
    entry = entries.filter(pk=key).first()
    if entry is None:
        return None
    what = f"{entry.get_kind_display()} {entry.points:+}: {entry.text}"
    return Subject(About.ADJUSTMENT, f"adjustment:{key}", "", what, entry)


def _fact(card: Card, kind: str, key: int, position: str, indicator: str) -> Subject | None:
    counted = any(fact.kind == kind and fact.fact_id == key for fact in cards.facts(card, indicator))
    about = NAMES.get(kind, About.FACT)
    name = f"{kind}:{key}"
    found = _row(about, name) if counted else None
    if found is None:
        return None
    if about != About.CHECK:
        return Subject(about, name, indicator, found.what, found.row, found.href)
    number = int(position) if position.isascii() and position.isdigit() and len(position) < 5 else 0
    item = QualityItem.objects.filter(quality_check=found.row.pk, position=number).first()
    return _item(f"{name}#{number}", indicator, found, item) if item else None


def _item(name: str, indicator: str, found: "_Found", item: QualityItem) -> Subject:
    what = f"{found.what} · {item.name}"
    return Subject(About.CHECK, name, indicator, what, found.row, found.href, item.position)


@dataclass(frozen=True)
class _Found:
    row: Any
    what: str
    href: str


def _row(about: str, name: str) -> _Found | None:
    """The row behind a name, in the revision that stands, with what it is called and where it is."""
    kind, _colon, rest = name.partition(":")
    if about == About.RULE:
        return None
    key = int(rest.partition("#")[0])
    if about == About.ORDER:
        order = WorkOrder.objects.filter(pk=key).first()
        return _of_order(order) if order else None
    if about == About.ADJUSTMENT:
        entry = _standing(Adjustment, key)
        return _Found(entry, entry.text, reverse("scoring:adjustments")) if entry else None
    table = fact_tables.counted(kind)
    row = table and _standing(table.model, key)
    if not table or row is None or table.shown is None:
        return None
    shown = table.shown(row)
    kind_word = str(About.ANSWER.label) if about == About.ANSWER else ""  # else a bare “3 / 5” would be its name
    return _Found(row, " ".join(part for part in (kind_word, shown.subject, shown.number) if part), shown.href)


def _of_order(order: WorkOrder) -> _Found:
    return _Found(order, f"{order.subject or order.category} {order.number}", order.get_absolute_url())


def _standing(model: type[Any], key: int) -> Any:
    """The revision that stands of the fact that had this key; where none does, the fact itself."""
    first = model._default_manager.filter(pk=key).first()
    if first is None or getattr(first, "stands", True):
        return first
    same = model._default_manager.filter(source=first.source, number=first.number, stands=True)
    return same.first() or first
