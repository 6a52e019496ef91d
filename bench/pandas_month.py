"""The month as one would score it with pandas: the baseline of ``bench.close``, run in a Python that has pandas.

``python pandas_month.py FOLDER`` reads orders.csv and answers.csv of the folder, scores every agent by ``standard``,
and writes facts.csv (every fact, counted or not) and cards.csv (figures, total, grade, and a hash of the facts, per
agent). It prints the seconds of CPU from the first file read to the last one written, and those with its imports.
It does honest work but is no portal: floats, one plan, no targets or adjustments, nothing that explains a card.
"""

import hashlib
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

START, END = pd.Timestamp("2026-10-01", tz="Asia/Shanghai"), pd.Timestamp("2026-11-01", tz="Asia/Shanghai")
CUTOFF = END + pd.Timedelta(hours=72)
CAP = 1440 * 60_000_000
INSTANTS = ["created_at", "first_dispatched_at", "first_responded_at", "completed_at"]
RULES = {
    "completion_rate": (20, 80, 98, 100),
    "mean_response_minutes": (15, 60, 15, 1 / 60_000_000),
    "satisfaction": (25, 70, 95, 100),
}
"""Code → weight, floor, target, scale; the bench's month has evidence of these and of no suggestions (60 points)."""
NO_SUGGESTIONS = (10, 60.0)
MINIMUM_ANSWERS = 5
GRADES = ([0, 60, 75, 85, 95], ["D", "C", "B", "A", "S"])
COLUMNS = ["agent_id", "indicator", "kind", "id", "revision", "numerator", "denominator", "reason"]


def month(folder: Path) -> None:
    """Read, measure, score, write."""
    orders = pd.read_csv(folder / "orders.csv", parse_dates=INSTANTS)
    answers = pd.read_csv(folder / "answers.csv", parse_dates=["answered_at"])
    for column in INSTANTS:  # an empty column is no column of instants
        orders[column] = pd.to_datetime(orders[column], utc=True)
    facts = pd.concat([completions(orders), responses(orders), satisfactions(answers)], ignore_index=True)[COLUMNS]
    facts.to_csv(folder / "facts.csv", index=False)
    cards = scored(facts)
    cards["hash"] = hashes(facts)
    cards.to_csv(folder / "cards.csv")


def completions(orders: pd.DataFrame) -> pd.DataFrame:
    """``completion_rate``: orders first dispatched in the month, else created in it."""
    instant = orders["first_dispatched_at"].where(orders["records_dispatches"] == "t", orders["created_at"])
    found = orders[(instant >= START) & (instant < END)].copy()
    held = np.where(found["state"] == "on_hold", "on_hold", "")
    found["reason"] = np.where(found["state"] == "cancelled", "cancelled", held)
    found["numerator"] = ((found["reason"] == "") & found["completed_at"].notna()).astype(int)
    return found.assign(indicator="completion_rate", kind="order", denominator=1)


def responses(orders: pd.DataFrame) -> pd.DataFrame:
    """``mean_response_minutes``: orders created in the month, in microseconds, each at most a day."""
    found = orders[(orders["created_at"] >= START) & (orders["created_at"] < END)].copy()
    answered = found["first_responded_at"].fillna(found["completed_at"]).fillna(CUTOFF.tz_convert("UTC"))
    waited = (answered - found["created_at"]) // pd.Timedelta(microseconds=1)
    late = np.where(waited < 0, "response_before_request", "")
    found["reason"] = np.where(found["state"] == "cancelled", "cancelled", late)
    found["numerator"] = waited.clip(upper=CAP).where(found["reason"] == "", 0).astype("int64")
    found["agent_id"] = found["responder_id"].fillna(found["agent_id"]).astype("Int64")
    return found.assign(indicator="mean_response_minutes", kind="order", denominator=1)


def satisfactions(answers: pd.DataFrame) -> pd.DataFrame:
    """``satisfaction``: answers given in the month, the first of each invitation."""
    found = answers[(answers["answered_at"] >= START) & (answers["answered_at"] < END)].copy()
    found = found.sort_values(["answered_at", "id"])
    found["reason"] = np.where(found["invitation"].duplicated(), "later_answer", "")
    found["numerator"] = found["rating"].where(found["reason"] == "", 0)
    return found.assign(indicator="satisfaction", kind="answer", denominator=found["top"])


def scored(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per agent: figures, points, total, grade, rank."""
    counted = facts[facts["reason"] == ""]
    sums = counted.groupby(["agent_id", "indicator"]).agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), n=("id", "size")
    )
    wide = sums.unstack("indicator")
    cards = pd.DataFrame(index=wide.index)
    above, below = pd.Series(0.0, index=cards.index), pd.Series(0.0, index=cards.index)
    for code, (weight, floor, target, scale) in RULES.items():
        top, bottom, n = wide["numerator"][code], wide["denominator"][code], wide["n"][code]
        points = (100 * (scale * top / bottom - floor) / (target - floor)).clip(0, 100).round(2)
        if code == "satisfaction":
            points = points.where(n >= MINIMUM_ANSWERS)
        cards[f"{code}.numerator"], cards[f"{code}.denominator"], cards[code] = top, bottom, points
        above, below = above + (weight * points).fillna(0), below + weight * points.notna()
    weight, points = NO_SUGGESTIONS
    cards["total"] = ((above + weight * points) / (below + weight)).round(2)
    cards["grade"] = pd.cut(cards["total"], [*GRADES[0], 106], right=False, labels=GRADES[1])
    cards["rank"] = cards["total"].rank(method="min", ascending=False).astype(int)
    return cards


def hashes(facts: pd.DataFrame) -> pd.Series:
    """SHA-256 over every fact of an agent, in the order of their ids."""
    facts = facts.sort_values(["agent_id", "indicator", "kind", "id"])
    spelled = facts[COLUMNS[1]]
    for column in COLUMNS[2:]:
        spelled = spelled + "," + facts[column].astype(str)
    return spelled.groupby(facts["agent_id"]).agg(lambda own: hashlib.sha256("\n".join(own).encode()).hexdigest())


if __name__ == "__main__":
    begun = time.process_time()
    month(Path(sys.argv[1]))
    print(time.process_time() - begun, time.process_time())
