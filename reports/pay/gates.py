"""Items as a row keeps them: what each is, and what of it is paid where a team's score is its gate (SCORING §5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from kpi_portal.lib.month import Month
from reports.pay.models import ZERO, PayItem
from scoring import team_scores

Line = dict[str, Any]
"""``item``, ``kind``, ``amount``, ``counted``, ``paid`` before (texts with their scale), ``reason``; of a gate also
``team``, ``gate``, ``score``."""


def lines(month: Month) -> Mapping[int, list[Line]]:
    """The standing items of the month, by agent, in the order in which they were entered."""
    items = list(PayItem.objects.standing().filter(first_day=month.first_day).select_related("team").order_by("pk"))
    scores = team_scores.of_teams(month, {item.team_id for item in items if item.gate is not None})
    found: dict[int, list[Line]] = defaultdict(list)
    for item in items:
        found[item.agent_id].append(_line(item, scores.get(item.team_id)))
    return found


def _line(item: PayItem, score: Decimal | None) -> Line:
    told = {"item": item.pk, "kind": item.kind, "amount": _text(item.amount), "reason": item.text}
    if item.gate is None or item.team is None:
        return {**told, "counted": _text(item.amount)}
    is_met = score is not None and score >= item.gate
    named = {"team": item.team.name, "gate": _text(item.gate), "score": "" if score is None else _text(score)}
    return {**told, **named, "counted": _text(item.amount if is_met else ZERO)}


def beside(due: Iterable[Line], paid: Iterable[Line]) -> Iterator[Line]:
    """What is due, each with what was paid of it; what was paid and is due no more is there with nothing counted."""
    before = {line["item"]: line for line in paid if Decimal(line["counted"])}
    for line in due:
        known = before.pop(line["item"], None)
        yield {**line, "paid": known["counted"] if known else _text(ZERO)}
    for line in before.values():
        yield {**line, "counted": _text(ZERO), "paid": line["counted"]}


def counted(line: Line) -> Decimal:
    """What counts of it, paid or not."""
    return Decimal(line["counted"])


def change(line: Line) -> Decimal:
    """What is paid for it now: what counts less what was paid."""
    return counted(line) - Decimal(line.get("paid", "0"))


def by_kind(found: Iterable[Line]) -> Mapping[str, Decimal]:
    """What is paid now for each kind."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in found:
        sums[line["kind"]] += change(line)
    return sums


def _text(figure: Decimal) -> str:
    return f"{figure:.2f}"
