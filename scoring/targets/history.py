"""What agents, teams and sites achieved before, by stored cards; targets proposed from that (SCORING §5)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import exact, half_up
from people.models import Account
from scoring.card_statistics import OF_LED
from scoring.engine.rules import TowardTarget
from scoring.models import Card
from scoring.models.target import Level

MONTHS_BACK = 6
"""How far back a result is looked for."""
MONTHS_USED = 3
"""From so many results at most a target is proposed."""
STEP = Fraction(1, 2)
"""How far a proposal goes from the median toward the plan's target."""
PLACES = 2


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator in one month: Σ numerators / Σ denominators of the cards, in the indicator's unit."""

    month: Month
    numerator: Fraction
    denominator: Fraction
    scale: int

    @property
    def value(self) -> Fraction:
        """In the indicator's unit."""
        return self.numerator / self.denominator * self.scale


Results = Mapping[tuple[int, str], Sequence[Result]]
"""By whose and indicator, the newest first."""

_SUMS = """
SELECT {whose}, m.first_day, line ->> 0,
       split_part(line ->> 2, '/', 2), split_part(line ->> 3, '/', 2),
       sum(split_part(line ->> 2, '/', 1)::numeric), sum(split_part(line ->> 3, '/', 1)::numeric),
       max((line ->> 4)::int)
  FROM scoring_card JOIN records_monthrecord m ON m.id = month_id,
       jsonb_path_query(summary, '$.sections[*][2][*]') AS line
 WHERE scoring_card.id IN ({cards}) AND line ->> 2 IS NOT NULL
   AND CASE WHEN %s THEN (plan_id, line ->> 0) NOT IN ({of_led}) ELSE line -> 6 = 'true' END
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 2 DESC
"""
"""As ``card_statistics.pooled`` adds them up: those with the same denominators in whole numbers, exactly. In the sum of
a team or site what a leader's card counts of the teams led is in the members' cards already."""


def results(level: Level, whose: Collection[int], month: Month, account: Account) -> Results:
    """Of the months before this one whose cards the account may see; an agent's own only where there was enough."""
    if not whose:
        return {}
    since = month.plus(-MONTHS_BACK).first_day
    cards = Card.objects.current().filter(month__first_day__lt=month.first_day, month__first_day__gte=since)
    cards = cards.visible_to(account).filter(is_trial=False, **{f"{level}_id__in": list(whose)})
    which, given = cards.order_by().values("pk").query.sql_with_params()
    statement = _SUMS.format(whose=f"scoring_card.{level}_id", cards=which, of_led=OF_LED)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*given, level != "agent"))
        rows = cursor.fetchall()
    sums: dict[tuple[int, str], dict[Month, Result]] = defaultdict(dict)
    for key, day, code, of_numerator, of_denominator, numerator, denominator, scale in rows:
        known, then = sums[key, code], Month.of_day(day)
        before = known.get(then, Result(then, Fraction(0), Fraction(0), scale))
        known[then] = Result(
            then,
            before.numerator + Fraction(int(numerator), int(of_numerator or 1)),
            before.denominator + Fraction(int(denominator), int(of_denominator or 1)),
            scale,
        )
    return {key: list(months.values()) for key, months in sums.items()}


def proposed(rule: TowardTarget, found: Sequence[Result], limit: Fraction) -> Decimal | None:
    """The median of the last three results, moved half of the way toward the plan's target; None without results.

    Never easier than ``limit`` and never harder than the plan's target, at two decimals (then toward the plan's).
    """
    values = sorted(result.value for result in found[:MONTHS_USED])
    if not values:
        return None
    target, middle = exact(rule.target), (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    wished = middle + STEP * (target - middle)
    easiest, hardest = (limit, target) if rule.better == "higher" else (target, limit)
    rounded = half_up(min(max(wished, easiest), hardest), PLACES)
    if rule.is_easier(rounded, limit):  # a limit of more decimals was rounded away from the target
        rounded += Decimal(1).scaleb(-PLACES) * (1 if rule.better == "higher" else -1)
    return rounded
