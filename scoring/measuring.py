"""Runs the measures: one pass of each adds up its facts and spells them for hash and storage (SCORING §3, §9).

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
from records import service_time
from records.models import MonthRecord
from scoring.engine.facts import Evidence
from scoring.indicators.catalogue import indicators as known_indicators
from scoring.indicators.indicator import Indicator
from scoring.models import CardFact
from scoring.models.card import read_facts

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
       coalesce(own.takes_completion, %(takes_completion)s) AS takes_completion,
       coalesce(own.response_within, %(response_within)s) AS response_within,
       coalesce(own.callback_within, %(callback_within)s) AS callback_within,
       coalesce(own.nps_months, %(nps_months)s) AS nps_months
FROM people_person p
LEFT JOIN unnest(%(agents)s::bigint[], %(response_caps)s::bigint[], %(pass_marks)s::numeric[],
                 %(takes_completions)s::boolean[], %(responses_within)s::bigint[],
                 %(callbacks_within)s::bigint[], %(months_of_nps)s::int[])
     AS own(agent_id, response_cap, pass_mark, takes_completion, response_within, callback_within, nps_months)
     ON own.agent_id = p.id
"""

MEASURED = """
SELECT agent_id, string_agg(spelled, E'\\n') AS facts,
       CASE WHEN max(shared_by) > 1 THEN array_agg(shared_by) END AS shared_by,
       count(*) AS number, count(*) FILTER (WHERE reason = '') AS counted,
       sum(numerator)::bigint AS numerator,
       min(denominator) FILTER (WHERE reason = '') AS lowest, max(denominator) FILTER (WHERE reason = '') AS highest,
       array_agg(reason) FILTER (WHERE reason <> '') AS reasons
FROM (
    SELECT *,
           '["' || kind || ':' || fact_id || '",' || revision || ',"'
           || numerator / common || '/' || denominator / common || '","' || reason || '"]' AS spelled
    FROM (
        SELECT *, gcd(numerator, denominator) AS common
        FROM (SELECT * FROM ({facts}) fact OFFSET 0) fact -- OFFSET: a fact is worked out once, not for each aggregate
    ) fact
) fact
GROUP BY agent_id
"""
"""One pass over the facts: of each agent their sum (where they share a denominator), and all of them, a line each, as
``scoring.engine.facts.facts_hash`` spells them: every part is ASCII, nothing needs escaping. ``Spelled.of`` sorts them:
to sort by a text takes the database longer than to spell it."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a plan says about measuring: minutes an order counts at most, pass mark of a check, whether a completion is
    taken for a response that is not noted, in how many minutes an order is answered in time, in how many hours its
    resident is called back in time, how many months the net promoter score counts together."""

    response_cap_minutes: int
    pass_mark: Decimal
    takes_completion: bool = False
    response_within: int = 15
    callback_within: int = 24
    nps_months: int = 3

    @property
    def response_cap(self) -> int:
        """The cap in microseconds."""
        return self.response_cap_minutes * MICROSECONDS_A_MINUTE


class Spelled(NamedTuple):
    """All facts of one agent's indicator in canonical JSON, and how many of them make one counted thing, where it is
    not one each: what ``CardFacts`` keeps."""

    facts: str
    shared_by: list[int] | None

    @classmethod
    def of(cls, lines: list[str], shared_by: list[int] | None) -> "Spelled":
        """From facts in any order. A fact's name ends before any character of a longer one: by line is by name."""
        if shared_by is None:
            return cls(f"[{','.join(sorted(lines))}]", None)
        facts, shares = zip(*sorted(zip(lines, shared_by, strict=True)), strict=True)
        return cls(f"[{','.join(facts)}]", list(shares))

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


class _Measured(NamedTuple):
    """What ``MEASURED`` says of one agent, None for what is nobody's."""

    agent_id: int | None
    facts: str
    shared_by: list[int] | None
    number: int
    counted: int
    numerator: int
    lowest: int | None
    highest: int | None
    reasons: list[str] | None


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
        "zone": record.time_zone,
        "is_over": record.is_over,
        "response_cap": default.response_cap,
        "pass_mark": default.pass_mark,
        "takes_completion": default.takes_completion,
        "response_within": default.response_within,
        "callback_within": default.callback_within,
        "nps_months": default.nps_months,
        "most_nps_months": max([default.nps_months, *(each.nps_months for each in own.values())]),
        "agents": agents,
        "response_caps": [own[agent].response_cap for agent in agents],
        "pass_marks": [own[agent].pass_mark for agent in agents],
        "takes_completions": [own[agent].takes_completion for agent in agents],
        "responses_within": [own[agent].response_within for agent in agents],
        "callbacks_within": [own[agent].callback_within for agent in agents],
        "months_of_nps": [own[agent].nps_months for agent in agents],
        **service_time.sql_parameters(record),
    }


def prepare(cursor: Any, values: Mapping[str, Any]) -> None:
    """Make the temporary tables that the measures use, afresh."""
    words = {name for indicator in known_indicators().values() for name, _statement in indicator.reads}
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(['posted_agent', 'measuring', *sorted(words)])}")
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
    for row in map(_Measured._make, cursor.fetchall()):
        gathered.facts[indicator.code] += row.number
        if row.agent_id is None:
            gathered.uncredited[indicator.code] += row.counted
            continue
        spelled = gathered.spelled[row.agent_id, indicator.code] = Spelled.of(row.facts.split("\n"), row.shared_by)
        gathered.evidence[row.agent_id][indicator.code] = _evidence(indicator, row, spelled)
        if row.counted and indicator.brings_card:
            gathered.credited.add(row.agent_id)


def _evidence(indicator: Indicator, row: _Measured, spelled: Spelled) -> Evidence:
    if row.lowest == row.highest and row.shared_by is None:
        numerator, things = Fraction(row.numerator, row.lowest or 1), row.counted
    else:
        numerator, things = added_up(read_facts(*spelled))
    return Evidence(indicator.add_up(numerator, things), Counter(row.reasons or ()), spelled.digest)


def added_up(facts: Iterable[CardFact]) -> tuple[Fraction, int]:
    """What the counted ones add to the numerator, and how many things they are."""
    counted = [fact for fact in facts if not fact.reason]
    things = sum((Fraction(1, fact.shared_by) for fact in counted), Fraction(0))
    return sum((fact.contribution for fact in counted), Fraction(0)), int(things)
