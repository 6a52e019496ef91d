"""The people whom an account sees, as the running month stands with them (未结算)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpi_portal.lib.month import Month
from people.models import Account
from reports.overview import IN_TILES, Tile, tile
from reports.wording import fixed, signed
from scoring import cards
from scoring.card_statistics import pooled
from scoring.card_summary import summary
from scoring.indicators.catalogue import definitions
from scoring.models import EarlyWarning, ProvisionalCard
from scoring.plans import versions
from scoring.querysets import ProvisionalCardQuerySet
from scoring.running import cards_so_far
from scoring.saying import say


@dataclass(frozen=True)
class Member:
    """One line: the total so far, last month's, where most points are missing, and the early warnings that stand."""

    card: ProvisionalCard
    total: str
    change: str
    tone: str
    weakest: str
    warnings: tuple[tuple[str, str], ...] = ()


def tiles_so_far(seen: ProvisionalCardQuerySet) -> list[Tile]:
    """The figures of all these together."""
    now = pooled(seen, IN_TILES)
    return [tile(code, now[code], None) for code in IN_TILES if code in now]


class RunningOverview:
    """The cards so far of one month that an account sees, the lowest total first: who needs help stands above."""

    def __init__(self, account: Account, month: Month) -> None:
        self.account, self.month = account, month

    @cached_property
    def known(self) -> list[int]:
        """Keys of the cards seen, the lowest total first, those without one last."""
        seen = cards_so_far.seen(self.account, self.month)
        return list(seen.by_name("total").values_list("pk", flat=True))

    def members(self, keys: Sequence[int]) -> list[Member]:
        """These lines (a page of them)."""
        seen = cards_so_far.seen(self.account, self.month).without_tree().in_bulk(keys)
        shown = [seen[key] for key in keys if key in seen]
        before, warned = self._before(shown), self._warned(shown)
        return [self._member(card, before.get(card.agent_id), warned[card.agent_id]) for card in shown]

    def _warned(self, shown: Sequence[ProvisionalCard]) -> Mapping[int, list[tuple[str, str]]]:
        """By agent the names and addresses of the warnings that stand."""
        found = defaultdict(list)
        standing = EarlyWarning.objects.standing().visible_to(self.account)
        for one in standing.filter(agent__in=[card.agent_id for card in shown]).order_by("pk"):
            found[one.agent_id].append((say(definitions()[one.indicator].name), one.get_absolute_url()))
        return found

    def _before(self, shown: Sequence[ProvisionalCard]) -> dict[int, Decimal | None]:
        rows = cards.listed(self.month.previous).visible_to(self.account)
        rows = rows.filter(agent__in=[card.agent_id for card in shown])
        return dict(rows.values_list("agent_id", "total"))

    def _member(self, card: ProvisionalCard, before: Decimal | None, warned: list[tuple[str, str]]) -> Member:
        change = None if card.total is None or before is None else card.total - before
        return Member(
            card=card,
            total=fixed(card.total),
            change="" if change is None else signed(change),
            tone="" if not change else "up" if change > 0 else "down",
            weakest=_weakest(card),
            warnings=tuple(warned),
        )


def _weakest(card: ProvisionalCard) -> str:
    """The dimension that costs most of its weight, and its score so far."""
    names = {part.code: (part.name, part.weight) for part in versions.read(card.plan).dimensions}
    lost = {code: (100 - score) * names[code][1] for code, score in summary(card).scores.items() if code in names}
    code = max(lost, key=lambda each: lost[each], default="")
    return f"{say(names[code][0])} {fixed(summary(card).scores[code])}" if code and lost[code] else ""
