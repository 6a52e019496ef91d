"""Which cards would come out otherwise if their month were closed again: what an import or its undo moves, said before
it is done (IMPORTS §4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kpi_portal.lib.refusals import Refused
from records.models import MonthRecord, MonthState
from scoring.card_storage import pay_of
from scoring.closing import score_all
from scoring.engine.fingerprint import fingerprint
from scoring.models import Card
from scoring.plans import versions

NOT_FINAL = (MonthState.COMPUTED, MonthState.IN_REVIEW, MonthState.PUBLISHED)


@dataclass(frozen=True)
class _Came:
    """How somebody's card comes out."""

    fingerprint: str
    total: Decimal | None
    grade: str
    pay: Decimal | None
    name: str = field(compare=False)


class Foresight:
    """How the cards of the months that were closed and are not final come out now; then, what is otherwise."""

    def __init__(self) -> None:
        closed = MonthRecord.objects.filter(state__in=NOT_FINAL).order_by("-first_day")
        self._before = {record: dict(_coming(record)) for record in closed}

    def moved(self) -> list[dict[str, Any]]:
        """Cards that come out otherwise than before, as JSON holds them: month, agent, and total, grade and pay of the
        card that stands and of the one that would take its place (None: no card)."""
        return [line for record, before in self._before.items() for line in _otherwise(record, before)]


def _otherwise(record: MonthRecord, before: Mapping[int, _Came]) -> Iterator[dict[str, Any]]:
    after = dict(_coming(record))
    standing = {card.agent_id: card for card in Card.objects.current().filter(month=record, is_trial=False)}
    for agent in sorted(before.keys() | after.keys()):
        card, was, comes = standing.get(agent), before.get(agent), after.get(agent)
        if was != comes:
            yield {
                "month": str(record.month),
                "agent": agent,
                "name": comes.name if comes else was.name if was else "",
                "before": [_text(card.total), card.grade, _text(card.pay)] if card else None,
                "after": [_text(comes.total), comes.grade, _text(comes.pay)] if comes else None,
            }


def _coming(record: MonthRecord) -> Iterator[tuple[int, _Came]]:
    """Each agent's card as a close would make it now; nobody's where the month cannot be scored."""
    in_force = versions.in_force(record.month)
    if not in_force.by_scope:
        return
    try:
        done = score_all(record, in_force, lambda *_: None)
    except Refused:
        return
    by_plan_and_uuid = {(agent.plan.code, agent.uuid): agent for agent in done.scored}
    for card in done.cards:
        agent = by_plan_and_uuid[card.plan, card.agent]
        yield agent.agent_id, _Came(fingerprint(card), card.total, card.grade or "", pay_of(agent, card), agent.name)


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)
