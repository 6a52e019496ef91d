"""Runs the measures: one statement each adds up its facts and spells them for hash and storage (SCORING §3, §9).

The temporary tables live until the transaction ends. Sums are integers; nothing here rounds.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from kpi_portal.lib.company_connection import connection
from records.models import MonthRecord
from scoring.engine.facts import Evidence
from scoring.indicators.catalogue import indicators as known_indicators
from scoring.indicators.indicator import Indicator

MICROSECONDS_A_MINUTE = 60_000_000

POSTED_AGENT = """
CREATE TEMP TABLE posted_agent ON COMMIT DROP AS
SELECT DISTINCT person_id FROM people_posting
WHERE post = 'agent' AND first_day <= %(last_day)s AND (last_day IS NULL OR last_day >= %(first_day)s)
"""

MEASURING = """
CREATE TEMP TABLE measuring ON COMMIT DROP AS
SELECT p.id AS agent_id, coalesce(own.response_cap, %(response_cap)s) AS response_cap,
       coalesce(own.pass_mark, %(pass_mark)s) AS pass_mark,
       coalesce(own.takes_completion, %(takes_completion)s) AS takes_completion
FROM people_person p
LEFT JOIN unnest(%(agents)s::bigint[], %(response_caps)s::bigint[], %(pass_marks)s::numeric[],
                 %(takes_completions)s::boolean[])
     AS own(agent_id, response_cap, pass_mark, takes_completion) ON own.agent_id = p.id
"""

MEASURED = """
WITH fact AS MATERIALIZED ({facts})
SELECT agent_id, sums, spelled, shared_by
FROM (
    SELECT agent_id, json_agg(json_build_array(reason, denominator, shared_by, numerator, number)) AS sums
    FROM (
        SELECT agent_id, reason, denominator, shared_by, sum(numerator)::bigint AS numerator, count(*) AS number
        FROM fact GROUP BY agent_id, reason, denominator, shared_by
    ) by_kind
    GROUP BY agent_id
) sums
LEFT JOIN (
    SELECT agent_id, '[' || string_agg(spelled, ',' ORDER BY id) || ']' AS spelled,
           CASE WHEN max(shared_by) > 1 THEN array_agg(shared_by ORDER BY id) END AS shared_by
    FROM (
        SELECT agent_id, id, shared_by,
               '["' || id || '",' || revision || ',"' || numerator / common || '/' || denominator / common
               || '","' || reason || '"]' AS spelled
        FROM (
            SELECT *, (kind || ':' || fact_id) COLLATE "C" AS id, gcd(numerator, denominator) AS common
            FROM fact WHERE agent_id IS NOT NULL
        ) f
    ) f
    GROUP BY agent_id
) spelled USING (agent_id)
"""
"""Of each agent the sums by reason, and the facts byte for byte as ``scoring.engine.facts.facts_hash`` spells them:
every part is ASCII, nothing needs escaping. What is nobody's has sums only."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a plan says about measuring: minutes an order counts at most, pass mark of a check, and
    whether a completion is taken for a response that is not noted."""

    response_cap_minutes: int
    pass_mark: Decimal
    takes_completion: bool = False

    @property
    def response_cap(self) -> int:
        """The cap in microseconds."""
        return self.response_cap_minutes * MICROSECONDS_A_MINUTE


class Spelled(NamedTuple):
    """All facts of one agent's indicator in canonical JSON, and how many of them make one counted thing, where it is
    not one each: what ``CardFacts`` keeps."""

    facts: str
    shared_by: list[int] | None

    @property
    def digest(self) -> str:
        """Their hash (SCORING §9)."""
        return hashlib.sha256(self.facts.encode()).hexdigest()


@dataclass
class Gathered:
    """The evidence of a month and the facts behind it by agent and indicator, who is credited with a counted fact, and
    how many facts there are and how many are nobody's, by indicator."""

    evidence: dict[int, dict[str, Evidence]] = field(default_factory=lambda: defaultdict(dict))
    spelled: dict[tuple[int, str], Spelled] = field(default_factory=dict)
    credited: set[int] = field(default_factory=set)
    uncredited: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)


class _Sum(NamedTuple):
    """Facts of one agent and indicator with the same reason and denominator, added up."""

    reason: str
    denominator: int
    shared_by: int
    numerator: int
    number: int


def gather(
    record: MonthRecord, *, default: Parameters, own: Mapping[int, Parameters], indicators: Iterable[str]
) -> Gathered:
    """Measure the month for all agents by the parameters of their plans, inside the caller's transaction."""
    wanted, gathered = set(indicators), Gathered()
    values = parameters(record, default=default, own=own)
    with connection.cursor() as cursor:
        prepare(cursor, values)
        for indicator in known_indicators().values():
            if indicator.code in wanted:
                _measure(cursor, indicator, values, gathered)
    return gathered


def parameters(record: MonthRecord, *, default: Parameters, own: Mapping[int, Parameters]) -> dict[str, Any]:
    """What the statements are told: the month's edges, and the parameters of the plans."""
    agents = sorted(own)
    return {
        "start": record.starts_at,
        "end": record.ends_at,
        "cutoff": record.cutoff_at,
        "first_day": record.month.first_day,
        "last_day": record.month.last_day,
        "response_cap": default.response_cap,
        "pass_mark": default.pass_mark,
        "takes_completion": default.takes_completion,
        "agents": agents,
        "response_caps": [own[agent].response_cap for agent in agents],
        "pass_marks": [own[agent].pass_mark for agent in agents],
        "takes_completions": [own[agent].takes_completion for agent in agents],
    }


def prepare(cursor: Any, values: Mapping[str, Any]) -> None:
    """Make the temporary tables that the measures use, afresh."""
    cursor.execute("DROP TABLE IF EXISTS posted_agent, measuring, month_order")
    cursor.execute(POSTED_AGENT, values)
    cursor.execute(MEASURING, values)
    cursor.execute("ANALYZE posted_agent, measuring")


def prepare_words(cursor: Any, indicator: Indicator, values: Mapping[str, Any]) -> None:
    """Make the words that an indicator reads where no indicator before has."""
    for name, statement in indicator.reads:
        cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{name}"])
        if cursor.fetchone() == (None,):
            cursor.execute(statement, values)


def _measure(cursor: Any, indicator: Indicator, values: Mapping[str, Any], gathered: Gathered) -> None:
    prepare_words(cursor, indicator, values)
    cursor.execute(MEASURED.format(facts=indicator.facts), values)
    for agent, rows, facts, shared_by in cursor.fetchall():
        sums = [_Sum(*row) for row in rows]
        gathered.facts[indicator.code] += sum(each.number for each in sums)
        if agent is None:
            gathered.uncredited[indicator.code] += sum(each.number for each in sums if not each.reason)
            continue
        spelled = gathered.spelled[agent, indicator.code] = Spelled(facts, shared_by)
        gathered.evidence[agent][indicator.code] = _evidence(indicator, sums, spelled)
        if not all(each.reason for each in sums):
            gathered.credited.add(agent)


def _evidence(indicator: Indicator, sums: Iterable[_Sum], spelled: Spelled) -> Evidence:
    numerator = things = Fraction(0)
    excluded: Counter[str] = Counter()
    for each in sums:
        if each.reason:
            excluded[each.reason] += each.number
        else:
            numerator += Fraction(each.numerator, each.denominator)
            things += Fraction(each.number, each.shared_by)
    return Evidence(indicator.add_up(numerator, int(things)), dict(excluded), spelled.digest)
