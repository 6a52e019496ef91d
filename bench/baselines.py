"""What a close is measured against: its measures as bare SQL, and a script with pandas that does the same month."""

import csv
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from records import months
from scoring import cards, closing, measuring
from scoring.indicators.catalogue import indicators
from scoring.indicators.indicator import Indicator
from scoring.plans import versions
from scoring.plans.versions import read

PANDAS = settings.KPI_HOME / "bench"
"""Where ``tools/setup.sh --with-bench`` puts what bench/requirements.lock names."""

ORDERS = """
SELECT id, revision, agent_id, responder_id, {created_at}, {first_dispatched_at}, {first_responded_at}, {completed_at},
       state, records_dispatches
FROM workorders_workorder
WHERE created_at >= %(start)s AND created_at < %(end)s
   OR first_dispatched_at >= %(start)s AND first_dispatched_at < %(end)s
"""
ANSWERS = """
SELECT id, revision, agent_id, invitation, {answered_at}, rating::integer AS rating, top
FROM evidence_surveyanswer WHERE answered_at >= %(start)s AND answered_at < %(end)s
"""
INSTANTS = ("created_at", "first_dispatched_at", "first_responded_at", "completed_at", "answered_at")
SPELLED = {
    name: f"""to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS {name}""" for name in INSTANTS
}
UNITS = {"completion_rate": 1, "mean_response_minutes": 60_000_000, "satisfaction": 1}
"""Code → what the script's figures are a multiple of: it adds up microseconds."""


def bare_sql(month: Month) -> None:
    """Each measure of the plan as a plain statement by agent and reason: nothing shared, no facts kept or scored."""
    default = versions.in_force(month).default
    assert default is not None
    values = measuring.parameters(months.record_for(month), default=closing.parameters(default), own={})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        measuring.prepare(cursor, values)
        for weighed in read(default).indicators():
            cursor.execute(_plain(indicators()[weighed.code]), values)
            cursor.fetchall()


def _plain(measure: Indicator) -> str:
    """The measure with its words inside, aggregated at once; the planner leaves out what it does not need."""
    words = [f"{name} AS ({statement.partition(' AS')[2]})" for name, statement in measure.reads]
    return (
        f"{'WITH ' + ', '.join(words) if words else ''}"
        " SELECT agent_id, reason, denominator, sum(numerator), count(*)"
        f" FROM ({measure.facts}) fact GROUP BY agent_id, reason, denominator"
    )


def pandas_month(month: Month) -> tuple[float, float]:
    """Seconds of CPU of ``bench/pandas_month.py``, without and with its imports, the better of two runs; its figures
    must be those of the closed month."""
    if not (PANDAS / "pandas").is_dir():
        raise SystemExit("pandas is not installed; `tools/setup.sh --with-bench` does that, and so does `make bench`.")
    start, end = month.bounds(months.zone_for(month))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, statement in (("orders.csv", ORDERS), ("answers.csv", ANSWERS)):
            _copied(statement.format(**SPELLED), {"start": start, "end": end}, folder / file)
        seconds = min(_run(folder), _run(folder))
        _compare(month, folder)
    return seconds


def _copied(statement: str, values: dict[str, object], file: Path) -> None:
    asked = f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)"
    with file.open("wb") as out, connection.cursor() as cursor, cursor.cursor.copy(asked, values) as copy:
        out.writelines(copy)


def _run(folder: Path) -> tuple[float, float]:
    command = [sys.executable, str(Path(__file__).with_name("pandas_month.py")), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(PANDAS)}
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    own, whole = map(float, said.split())
    return own, whole


def _compare(month: Month, folder: Path) -> None:
    """Every agent's figures by the script and on the cards are the same numbers. Raises RuntimeError."""
    ids = {str(card.agent_id): cards.tree(card) for card in cards.current_cards(month)}
    compared = 0
    for row in csv.DictReader((folder / "cards.csv").open()):
        lines = {line.code: line for line in ids[row["agent_id"]].lines}
        for code, unit in UNITS.items():
            found = [row[f"{code}.numerator"], row[f"{code}.denominator"]]
            line = lines[code]
            ours = None if line.numerator is None else Fraction(line.numerator) / Fraction(line.denominator or 1)
            theirs = Fraction(found[0]) / Fraction(found[1]) / unit if all(found) else None
            if ours != theirs:
                raise RuntimeError(f"{code} of {row['agent_id']}: {ours} on the card, {theirs} by the script.")
            compared += 1
    if compared < len(ids):
        raise RuntimeError(f"The script scored {compared} figures of {len(ids)} cards.")
