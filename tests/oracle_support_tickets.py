"""The support tickets of 2023 scored a second time, from the CSV alone: standard library, nothing of the portal.

Written from SCORING.md, not from the portal's code: plan `standard`, zone UTC, 24 × 7 calendar. Every instant is a
whole number of microseconds since 1970, every figure a `Fraction` until it is printed. `cards(path)` gives, for month
and agent, what `export_cards` must say, each figure as it is printed there.
"""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

HOUR = 3600 * 10**6
MINUTE = 60 * 10**6
GRACE = 72 * HOUR
RESPONSE_CAP = 1440 * MINUTE
MINIMUM_ANSWERS = 5
GRADES = [("S", 95, "1.2"), ("A", 85, "1.1"), ("B", 75, "1.0"), ("C", 60, "0.8"), ("D", 0, "0.5")]
DIMENSIONS = [
    ("service_quality", 20, ["completion_rate"]),
    ("responsiveness", 15, ["mean_response_minutes"]),
    ("customer_feedback", 25, ["satisfaction"]),
    ("conduct", 10, ["etiquette_pass_rate"]),
    ("teamwork", 10, ["collaboration"]),
    ("innovation", 10, ["suggestions_adopted"]),
    ("growth", 10, ["training_attendance", "training_exam"]),
]


@dataclass
class Ticket:
    """One row, its instants in microseconds since 1970 (UTC)."""

    agent: str
    created: int
    responded: int | None
    resolved: int | None
    closed: int | None
    rating: Fraction | None


@dataclass
class Indicator:
    """One indicator of one card. `numerator` is None where there is no evidence."""

    code: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    points: Fraction | None = None
    counted: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    evidence: str = "none"


def cards(path: Path) -> dict[tuple[str, str], dict[str, object]]:
    """Every card of the twelve months, keyed by (month, agent)."""
    tickets = list(read(path))
    agents = sorted({ticket.agent for ticket in tickets})
    return {
        (f"2023-{month:02d}", agent): card([ticket for ticket in tickets if ticket.agent == agent], month)
        for month in range(1, 13)
        for agent in agents
    }


def read(path: Path) -> Iterable[Ticket]:
    """The rows of the gzipped CSV. A survey is answered when the ticket is closed."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Ticket(
                agent=row["Agent Name"],
                created=_required(row["Created time"]),
                responded=_instant(row["First response time"]),
                resolved=_instant(row["Resolution time"]),
                closed=_instant(row["Close time"]),
                rating=Fraction(row["Survey results"]) if row["Survey results"] else None,
            )


def card(tickets: list[Ticket], month: int) -> dict[str, object]:
    """What the card of the agent who had all these tickets must say."""
    start, end = month_edges(month)
    created = [ticket for ticket in tickets if start <= ticket.created < end]
    measured = {
        "completion_rate": completion(created, end + GRACE),
        "mean_response_minutes": response(created, end + GRACE),
        "satisfaction": satisfaction(tickets, start, end),
        "suggestions_adopted": no_suggestion(),
    }
    scored = []
    for code, base, indicators in DIMENSIONS:
        found = [measured.get(name, Indicator(name)) for name in indicators]
        with_points = [indicator.points for indicator in found if indicator.points is not None]
        scored.append((code, base, found, with_points[0] if with_points else None))
    weights = effective_weights([base if score is not None else 0 for _, base, _, score in scored])
    earned = [
        None if score is None else rounded(weight * score / 100, 2)
        for weight, (_, _, _, score) in zip(weights, scored, strict=True)
    ]
    total = sum((points for points in earned if points is not None), Fraction(0))
    return {
        "dimensions": [
            _dimension(code, base, found, score, weight, points)
            for (code, base, found, score), weight, points in zip(scored, weights, earned, strict=True)
        ],
        "subtotal": printed(total, 2),
        "total": printed(total, 2),
        **grade(total),
    }


def completion(created: list[Ticket], cutoff: int) -> Indicator:
    """Of the orders created in the month (the source records no dispatches): complete at the cut-off."""
    if not created:
        return Indicator("completion_rate")
    hits = sum(1 for ticket in created if ticket.resolved is not None and ticket.resolved <= cutoff)
    rate = Fraction(hits, len(created)) * 100
    found = Indicator("completion_rate", Fraction(hits), Fraction(len(created)), rate, counted=len(created))
    return _measured(found, floor=80, target=98)


def response(created: list[Ticket], cutoff: int) -> Indicator:
    """Mean minutes to the first response, each order at most 1440; where none is noted by the cut-off the resolution
    is taken for it (`no_response_noted` = `completion`), and silence lasts until the cut-off."""
    odd = [ticket for ticket in created if _answered(ticket, cutoff) < ticket.created]
    counted = [ticket for ticket in created if ticket not in odd]
    found = Indicator("mean_response_minutes", excluded={"response_before_request": len(odd)} if odd else {})
    if not counted:
        return found
    waits = [min(_answered(ticket, cutoff) - ticket.created, RESPONSE_CAP) for ticket in counted]
    found.numerator, found.denominator = Fraction(sum(waits), MINUTE), Fraction(len(counted))
    found.value = found.numerator / found.denominator
    found.counted = len(counted)
    return _measured(found, floor=60, target=15)


def satisfaction(tickets: list[Ticket], start: int, end: int) -> Indicator:
    """Ratings of 5 answered in the month, whenever the ticket was opened; below five answers too few."""
    ratings = [
        ticket.rating
        for ticket in tickets
        if ticket.rating is not None and ticket.closed is not None and start <= ticket.closed < end
    ]
    found = Indicator("satisfaction")
    if not ratings:
        return found
    found.numerator, found.denominator = sum(ratings, Fraction(0)), Fraction(5 * len(ratings))
    found.value = found.numerator / found.denominator * 100
    found.counted = len(ratings)
    if len(ratings) < MINIMUM_ANSWERS:
        found.evidence = "too_few"
        return found
    return _measured(found, floor=70, target=95)


def no_suggestion() -> Indicator:
    """The source knows no suggestions: none adopted, which is evidence worth 60 points."""
    zero, one = Fraction(0), Fraction(1)
    return Indicator("suggestions_adopted", zero, one, zero, Fraction(60), counted=1, evidence="measured")


def effective_weights(bases: list[int]) -> list[Fraction]:
    """Shares of 100 in proportion to `bases`, in hundredths by largest remainder (ties: heavier, then earlier)."""
    whole = sum(bases)
    exact = [Fraction(base * 10_000, whole) for base in bases]
    cents = [share.numerator // share.denominator for share in exact]
    waiting = sorted(range(len(bases)), key=lambda place: (cents[place] - exact[place], -bases[place], place))
    for place in waiting[: 10_000 - sum(cents)]:
        cents[place] += 1
    return [Fraction(number, 100) for number in cents]


def grade(total: Fraction) -> dict[str, object]:
    """Letter and coefficient of the highest band reached."""
    letter, _, coefficient = next(band for band in GRADES if total >= band[1])
    return {"grade": letter, "coefficient": coefficient}


def ranks(totals: dict[str, Fraction]) -> dict[str, int]:
    """1, 2, 2, 4 by total."""
    return {agent: 1 + sum(1 for other in totals.values() if other > total) for agent, total in totals.items()}


def month_edges(month: int) -> tuple[int, int]:
    """First microsecond of the month of 2023, and of the next one."""
    following = datetime(2023 + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return _micro(datetime(2023, month, 1, tzinfo=UTC)), _micro(following)


def rounded(value: Fraction, places: int) -> Fraction:
    """Half up; nothing here is negative."""
    scale = 10**places
    return Fraction((2 * value.numerator * scale + value.denominator) // (2 * value.denominator), scale)


def printed(value: Fraction, places: int) -> str:
    """Rounded half up, with all decimals."""
    whole, rest = divmod(int(rounded(value, places) * 10**places), 10**places)
    return f"{whole}.{rest:0{places}d}"


def plain(value: Fraction) -> str:
    """At most six decimals, none superfluous."""
    return printed(value, 6).rstrip("0").rstrip(".")


def _measured(indicator: Indicator, *, floor: int, target: int) -> Indicator:
    assert indicator.value is not None
    points = 100 * (indicator.value - floor) / (target - floor)
    indicator.points = rounded(min(max(points, Fraction(0)), Fraction(100)), 2)
    indicator.evidence = "measured"
    return indicator


def _answered(ticket: Ticket, cutoff: int) -> int:
    known = [at for at in (ticket.responded, ticket.resolved) if at is not None and at <= cutoff]
    return known[0] if known else cutoff


def _dimension(
    code: str, base: int, found: list[Indicator], score: Fraction | None, *figures: Fraction | None
) -> dict[str, object]:
    weight, earned = figures
    return {
        "code": code,
        "base_weight": printed(Fraction(base), 2),
        "weight": printed(weight or Fraction(0), 2),
        "score": None if score is None else printed(score, 2),
        "earned": None if earned is None else printed(earned, 2),
        "indicators": [_indicator(indicator) for indicator in found],
    }


def _indicator(found: Indicator) -> dict[str, object]:
    return {
        "code": found.code,
        "numerator": None if found.numerator is None else plain(found.numerator),
        "denominator": None if found.denominator is None else plain(found.denominator),
        "value": None if found.value is None else printed(found.value, 4),
        "points": None if found.points is None else printed(found.points, 2),
        "counted": found.counted,
        "excluded": found.excluded,
        "evidence": found.evidence,
    }


def _instant(text: str) -> int | None:
    return _required(text) if text else None


def _required(text: str) -> int:
    return _micro(datetime.fromisoformat(text).replace(tzinfo=UTC))


def _micro(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
