"""An agent's own targets as a form: confirmed at once, or another value proposed for some (SCORING §5)."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import figure, half_up, plain, printed
from people.models import Account
from scoring.engine.card import Card, Line
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.rules import TowardTarget
from scoring.indicators.catalogue import indicators
from scoring.models import TargetProposal, TargetSheet
from scoring.plans import versions
from scoring.saying import say, short_month
from scoring.targets.asked import said, unit_of
from scoring.targets.effects import effect, latest_trees
from scoring.targets.grid import MOST, PLACES
from scoring.targets.ground import Ground
from scoring.targets.sheets import Proposed


@dataclass
class Item:
    """One indicator: the target, what it was measured by last, how heavy it is, what is proposed instead."""

    code: str
    name: str
    unit: str
    value: str
    origin: str
    last: str
    last_at: str
    counted: str
    before: str
    weight: str
    limit: str
    proposal: TargetProposal | None
    proposed: str = ""
    text: str = ""
    reason: str = ""
    value_error: str = ""
    reason_error: str = ""
    effect: str = ""


@dataclass
class AnswerForm:
    """The targets of one agent and month."""

    ground: Ground
    account: Account
    data: Any = None
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        agent = self.account.person_id
        self.sheet: TargetSheet | None = self.ground.sheets.get(agent)
        self.tree: Card | None = latest_trees([agent], self.ground.month, self.account).get(agent)
        made = self.sheet.proposals.select_related("decided_by__person") if self.sheet else ()
        self._made = {each.indicator: each for each in made}
        found = ((code, self.ground.indicator(agent, code)) for code in self.ground.indicators)
        self.items = [self._item(code, indicator) for code, indicator in found if indicator is not None]

    @property
    def may_answer(self) -> bool:
        """Whether the agent's answer is waited for."""
        return self.ground.are_sent and self.sheet is not None and self.sheet.state == TargetSheet.State.SENT

    def read(self) -> list[Proposed] | None:
        """What is proposed; None where something has to be corrected first."""
        found = [each for item in self.items if (each := self._read(item)) is not None]
        return None if any(item.value_error or item.reason_error for item in self.items) else found

    def say(self, refusal: Refused) -> list[str]:
        """Put what the verb refused at its field; what belongs to none comes back."""
        if not hasattr(refusal, "error_dict"):
            return refusal.messages
        by_name = {item.code: item for item in self.items}
        for name, errors in refusal.message_dict.items():
            which, _dash, code = name.partition("-")
            setattr(by_name[code], f"{which}_error", " ".join(errors))
        return []

    def _read(self, item: Item) -> Proposed | None:
        if not item.text:
            item.value_error = _("Write the value that you propose.") if item.reason else ""
            return None
        try:
            value = Decimal(item.text)
            if not (value.is_finite() and abs(value) < MOST and round(value, PLACES) == value):
                raise InvalidOperation
        except InvalidOperation:
            item.value_error = _("Write a number with at most four decimals.")
            return None
        problem = self.ground.terms.misfit(item.code, value)
        if problem is not None:
            item.value_error = _(problem.sentence) % problem.params
        item.reason_error = "" if item.reason else _("Say why; your supervisor reads it.")
        item.effect = self.effect_of(item.code, value)
        return Proposed(item.code, value, item.reason)

    def effect_of(self, code: str, value: Decimal) -> str:
        """What the proposal would be worth if the month came out like the last one."""
        indicator = self.ground.indicator(self.account.person_id, code)
        if indicator is None or not isinstance(indicator.rule, TowardTarget):
            return ""
        if self.ground.terms.misfit(code, value) is not None:
            return ""
        now = self._value(code, indicator.rule)
        return said(effect(self.tree, code, indicator.rule, (now, value)))

    def _value(self, code: str, rule: TowardTarget) -> Decimal:
        own = self.ground.own(self.account.person_id, code)
        return own.value if own else self.ground.inherited(self.account.person_id, code) or rule.target

    def _item(self, code: str, indicator: IndicatorPlan) -> Item:
        assert isinstance(indicator.rule, TowardTarget)  # Ground gives no others
        line = next((each for each in self.tree.lines if each.code == code), None) if self.tree else None
        last, last_at = self._last(line)
        value, made = self._value(code, indicator.rule), self._made.get(code)
        return Item(
            code=code,
            name=say(indicator.name),
            unit=unit_of(code),
            value=plain(value),
            origin=_("the plan's") if value == indicator.rule.target else self._plans(indicator.rule.target),
            last=last,
            last_at=last_at,
            counted=_counted(line),
            before=self._before(line, value),
            weight=plain(half_up(self._weight(code), 2)),
            limit=self._limit(code),
            proposal=made,
            proposed=plain(made.value) if made else "",
            text=self.data.get(f"value-{code}", "").strip()[:20] if self.data else "",
            reason=self.data.get(f"reason-{code}", "").strip()[:1000] if self.data else "",
        )

    def _plans(self, target: Decimal) -> str:
        return _("plan %(target)s") % {"target": plain(target)}

    def _last(self, line: Line | None) -> tuple[str, str]:
        if line is None or line.value is None or self.tree is None:
            return "", ""
        words = f"{short_month(self.tree.month)} {printed(line.value)} {unit_of(line.code)}".rstrip()
        return words, reverse("reports:facts", args=[self.tree.month, self.account.person_id, line.code])

    def _before(self, line: Line | None, value: Decimal) -> str:
        if line is None or line.target is None or self.tree is None:
            return ""
        if line.target == value:
            return _("as in %(month)s") % {"month": short_month(self.tree.month)}
        return f"{short_month(self.tree.month)} {plain(line.target)}"

    def _weight(self, code: str) -> Fraction:
        """In the whole card: dimension × share of the dimension."""
        version = self.ground.plan_of(self.account.person_id)
        dimensions = versions.read(version).dimensions if version else ()
        shares = [
            Fraction(dimension.weight) * Fraction(each.weight) / 100
            for dimension in dimensions
            for each in dimension.indicators
            if each.code == code
        ]
        return sum(shares, Fraction(0))

    def _limit(self, code: str) -> str:
        better, limit = self.ground.terms.limit(code)
        words = _("at least %(limit)s") if better == "higher" else _("at most %(limit)s")
        return words % {"limit": f"{plain(limit)} {unit_of(code)}".rstrip()}


def _counted(line: Line | None) -> str:
    """``36 / 48 orders``: from what the last value was measured."""
    if line is None or line.numerator is None or line.denominator is None:
        return ""
    known = indicators().get(line.code)
    things = (known.counted.first if line.n == 1 else known.counted.second) if known else "%(n)s"
    counted = str(things) % {"n": line.n}
    if line.denominator == line.n:
        return f"{figure(line.numerator)} / {counted}"
    return f"{figure(line.numerator)} / {figure(line.denominator)} · {counted}"
