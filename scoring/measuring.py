"""Runs the measures: facts into a temporary table, sums and hashes out of it (SCORING §3, §9 fingerprint).

The temporary tables live until the transaction ends. Sums are integers; nothing here rounds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kpi_portal.lib.company_connection import connection
from records.models import MonthRecord
from scoring.engine.facts import Evidence
from scoring.indicators.catalogue import indicators as known_indicators
from scoring.indicators.indicator import Indicator

MICROSECONDS_A_MINUTE = 60_000_000

MEASURED_FACT = """
CREATE TEMP TABLE measured_fact (
    indicator text, agent_id bigint, kind text, fact_id bigint, revision integer,
    numerator bigint, denominator bigint, shared_by integer, reason text
) ON COMMIT DROP
"""

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

SUMS = """
SELECT agent_id, indicator, reason, denominator, shared_by, sum(numerator)::bigint, count(*)
FROM measured_fact GROUP BY agent_id, indicator, reason, denominator, shared_by
"""

HASHES = """
SELECT agent_id, indicator, encode(sha256(convert_to('[' || string_agg(fact, ',' ORDER BY id) || ']', 'UTF8')), 'hex')
FROM (
    SELECT agent_id, indicator, id COLLATE "C" AS id,
           '["' || id || '",' || revision || ',"' || numerator / common || '/' || denominator / common
           || '","' || reason || '"]' AS fact
    FROM (
        SELECT *, kind || ':' || fact_id AS id, gcd(numerator, denominator) AS common
        FROM measured_fact WHERE agent_id IS NOT NULL
    ) f
) f
GROUP BY agent_id, indicator
"""
"""Byte for byte ``scoring.engine.facts.facts_hash`` of the same facts: every part is ASCII, nothing needs escaping."""


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


@dataclass(frozen=True)
class StoredFacts:
    """Every fact of one pass, in a temporary table: who measured hands it to whom keeps it, then drops it."""

    table: str

    def drop(self) -> None:
        """Forget them; the cards have theirs."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {self.table}")


@dataclass(frozen=True)
class Gathered:
    """The evidence of a month by agent and indicator, who is credited with a counted fact, and what is nobody's."""

    stored: StoredFacts
    evidence: Mapping[int, Mapping[str, Evidence]]
    credited: frozenset[int]
    uncredited: Mapping[str, int]
    facts: Mapping[str, int]


@dataclass
class _Sum:
    """One agent's indicator while its rows are added up."""

    numerator: Fraction = Fraction(0)
    things: Fraction = Fraction(0)
    excluded: Counter[str] = field(default_factory=Counter)


def gather(
    record: MonthRecord, *, default: Parameters, own: Mapping[int, Parameters], indicators: Iterable[str]
) -> Gathered:
    """Measure the month for all agents by the parameters of their plans, inside the caller's transaction."""
    wanted = set(indicators)
    measures = [measure for measure in known_indicators().values() if measure.code in wanted]
    values = parameters(record, default=default, own=own)
    with connection.cursor() as cursor:
        prepare(cursor, values)
        for measure in measures:
            collect(cursor, measure, values)
        cursor.execute(SUMS)
        sums = cursor.fetchall()
        cursor.execute(HASHES)
        hashes = {(agent, indicator): digest for agent, indicator, digest in cursor.fetchall()}
    return _gathered(measures, sums, hashes)


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
    cursor.execute("DROP TABLE IF EXISTS measured_fact, posted_agent, measuring, month_order")
    cursor.execute(MEASURED_FACT)
    cursor.execute(POSTED_AGENT, values)
    cursor.execute(MEASURING, values)
    cursor.execute("ANALYZE posted_agent, measuring")


def prepare_words(cursor: Any, measure: Indicator, values: Mapping[str, Any]) -> None:
    """Make the words that a measure reads where no measure before has."""
    for name, statement in measure.reads:
        cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{name}"])
        if cursor.fetchone() == (None,):
            cursor.execute(statement, values)


def collect(cursor: Any, measure: Indicator, values: Mapping[str, Any]) -> None:
    """Put the facts of one measure into ``measured_fact``."""
    prepare_words(cursor, measure, values)
    cursor.execute(
        "INSERT INTO measured_fact"
        f" SELECT '{measure.code}', agent_id, kind, fact_id, revision, numerator, denominator, shared_by, reason"
        f" FROM ({measure.facts}) fact",
        values,
    )


def _gathered(
    measures: Iterable[Indicator], sums: Iterable[tuple[Any, ...]], hashes: Mapping[tuple[int, str], str]
) -> Gathered:
    found: dict[tuple[int, str], _Sum] = defaultdict(_Sum)
    credited: set[int] = set()
    uncredited: Counter[str] = Counter()
    facts: Counter[str] = Counter()
    for agent, indicator, reason, denominator, shared_by, numerator, count in sums:
        facts[indicator] += count
        if agent is None:
            uncredited[indicator] += 0 if reason else count
        elif reason:
            found[agent, indicator].excluded[reason] += count
        else:
            credited.add(agent)
            found[agent, indicator].numerator += Fraction(numerator, denominator)
            found[agent, indicator].things += Fraction(count, shared_by)
    adding = {measure.code: measure.add_up for measure in measures}
    evidence: dict[int, dict[str, Evidence]] = defaultdict(dict)
    for (agent, indicator), total in found.items():
        measure = adding[indicator](total.numerator, int(total.things))
        evidence[agent][indicator] = Evidence(measure, dict(total.excluded), hashes[agent, indicator])
    return Gathered(StoredFacts("measured_fact"), evidence, frozenset(credited), uncredited, facts)
