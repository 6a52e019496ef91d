"""Items as a row keeps them: what each is, and what of it is paid where its team is to reach a gate (SCORING §5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from people.models import Team
from reports.pay.models import ZERO, PayItem
from scoring import team_complaints, team_scores
from scoring.team_complaints import TeamComplaints

Line = dict[str, Any]
"""``item``, ``kind``, ``amount``, ``counted``, ``paid`` before (texts with their scale), ``reason``; of a gate also
``team``, ``gate``, and ``score``; of a gate of complaints instead of the score ``upheld``, ``orders``, ``percent``."""
COMPLAINTS = PayItem.GateOf.COMPLAINTS


def lines(month: Month) -> Mapping[int, list[Line]]:
    """The standing items of the month, by agent, in the order in which they were entered."""
    items = list(PayItem.objects.standing().filter(first_day=month.first_day).select_related("team").order_by("pk"))
    figures = _figures(month, [item for item in items if item.gate is not None])
    found: dict[int, list[Line]] = defaultdict(list)
    for item in items:
        found[item.agent_id].append(_line(item, figures))
    return found


Figures = Mapping[tuple[int, str], Mapping[str, str]]
"""What a gate is compared with, by team and what the gate is of."""


def _figures(month: Month, items: Sequence[PayItem]) -> Figures:
    teams: dict[str, set[int]] = defaultdict(set)
    for item in items:
        teams[item.gate_of].add(item.team_id or 0)
    scores = team_scores.of_teams(month, teams[PayItem.GateOf.SCORE])
    found: dict[tuple[int, str], Mapping[str, str]] = {
        (team, PayItem.GateOf.SCORE): {"score": _text(score)} for team, score in scores.items()
    }
    if teams[COMPLAINTS]:
        found |= {(team, COMPLAINTS): of_complaints(TeamComplaints()) for team in teams[COMPLAINTS]}
        complaints = team_complaints.of_teams(month, Team.objects.filter(pk__in=teams[COMPLAINTS]))
        found |= {(team.pk, COMPLAINTS): of_complaints(figure) for team, figure in complaints.items()}
    return found


def of_complaints(figure: TeamComplaints) -> Mapping[str, str]:
    """As a line keeps it."""
    return {"upheld": str(figure.upheld), "orders": str(figure.orders), "percent": _text(figure.percent)}


def _line(item: PayItem, figures: Figures) -> Line:
    told = {"item": item.pk, "kind": item.kind, "amount": _text(item.amount), "reason": item.text}
    if item.gate is None or item.team is None:
        return {**told, "counted": _text(item.amount)}
    line = {**told, "team": item.team.name, "gate": _text(item.gate), **figures[item.team.pk, item.gate_of]}
    return {**line, "counted": _text(item.amount if is_met(line) else ZERO)}


def is_met(line: Line) -> bool:
    """Whether the team reaches the gate of the line, by the figures as printed; where there is none it does not."""
    if "upheld" in line:
        return bool(line["percent"]) and Decimal(line["percent"]) <= Decimal(line["gate"])
    return bool(line["score"]) and Decimal(line["score"]) >= Decimal(line["gate"])


def compared(line: Line) -> str:
    """The team, its figure, and the gate: for a list of items."""
    if "upheld" in line:
        sign = "≤" if is_met(line) else ">"
        words = _("%(team)s %(percent)s %% %(sign)s %(gate)s %% (%(upheld)s / %(orders)s orders)")
        return words % {**line, "percent": line["percent"] or "–", "sign": sign}
    return f"{line['team']} {line['score'] or '–'} {'≥' if is_met(line) else '<'} {line['gate']}"


def missed(line: Line) -> Iterator[tuple[str, dict[str, str]]]:
    """The note of a gate that is not reached."""
    if "gate" not in line or line["counted"] == line["amount"]:
        return
    if "upheld" not in line:
        yield "gate", {"team": line["team"], "gate": line["gate"], "score": line["score"] or "–"}
    else:
        code = "gate_complaints" if line["percent"] else "gate_no_orders"
        yield code, {name: line[name] for name in ("team", "gate", "upheld", "orders", "percent")}


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


def _text(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:.2f}"
