"""An independent reading of SCORING §3 and §5–§8, to hold the engine against. It shares no code with the portal.

Everything is a ``Fraction``; money and points are rounded by ``cents`` alone. Written for clarity, not speed, and
where two ways lead to a figure (sharing weights inside a band, caps) it takes the other one.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Any

F = Fraction

SCALE = {"mean_response_minutes": 1, "suggestions_adopted": 1, "complaints_upheld": 1, "opinion_incidents": 1}
ZERO_IS_EVIDENCE = {"suggestions_adopted", "complaints_upheld", "opinion_incidents"}
LOWER_IS_BETTER = {"mean_response_minutes"}


def cents(value: F) -> F:
    """Half up to 0.01, away from zero."""
    size = F((abs(value) * 200 + 1) // 2, 100)
    return size if value >= 0 else -size


def clamp(value: F, low: F, high: F) -> F:
    return low if value < low else high if value > high else value


def month(document: Any, agents: list[Any]) -> list[Any]:
    """Cards of all agents of one plan, in the order given."""
    means = company_means(document, agents)
    cards = [card(document, agent, means) for agent in agents]
    least = document["ranking_minimum_days"]
    totals = [c["total"] for c, a in zip(cards, agents, strict=True) if c["total"] is not None and a["posted"] >= least]
    for c, a in zip(cards, agents, strict=True):
        counts = c["total"] is not None and a["posted"] >= least
        c["rank"] = 1 + sum(1 for total in totals if total > c["total"]) if counts else None
        c["ranked"] = len(totals)
    if totals and any("share" in grade for grade in document["grades"]):
        for c, a in zip(cards, agents, strict=True):
            if c["total"] is not None:
                c.update(graded(document, a, c["total"], c.pop("decided"), places_left(document, totals)))
    for c in cards:
        c.pop("decided", None)
    return cards


def places_left(document: Any, totals: list[F]) -> Any:
    """Who of the ranked has which grade, given out one place after another from the best total down. By total: its
    grade; a total that nobody ranked has gets what the next lower ranked one would have left open for it."""
    room = {g["code"]: F(g["share"]) * len(totals) / 100 // 1 for g in document["grades"] if "share" in g}
    full = dict(room)
    given: dict[F, int] = {}
    for total in sorted(set(totals), reverse=True):
        for place, grade in enumerate(document["grades"]):
            if F(grade["lower"]) <= total and (grade["code"] not in room or room[grade["code"]] > 0):
                given[total] = place
                if grade["code"] in room:
                    room[grade["code"]] -= totals.count(total)
                break
    return {"given": given, "full": full}


def company_means(document: Any, agents: list[Any]) -> Any:
    means = {}
    for indicator in (i for d in document["dimensions"] for i in d["indicators"]):
        code = indicator["code"]
        counted = [measured_for(indicator, agent) for agent in agents]
        below = sum((den for num, den, n in filter(None, counted)), F(0))
        above = sum((num for num, den, n in filter(None, counted)), F(0))
        means[code] = SCALE.get(code, 100) * above / below if below else None
    return means


def measured(agent: Any, code: str) -> Any:
    found = agent["counted"].get(code)
    return (F(0), F(1), 1) if found is None and code in ZERO_IS_EVIDENCE else found


def measured_for(indicator: Any, agent: Any) -> Any:
    """§4: ``of: led`` sums what the members have; nobody with evidence is no evidence."""
    code = indicator["code"]
    if indicator.get("of") != "led":
        return measured(agent, code)
    found = [part for part in (measured({"counted": member}, code) for member in agent.get("members", [])) if part]
    return tuple(sum((part[i] for part in found), type(found[0][i])(0)) for i in range(3)) if found else None


def card(document: Any, agent: Any, means: Any) -> Any:
    points = {}
    held = []
    for dimension in document["dimensions"]:
        for indicator in dimension["indicators"]:
            code = indicator["code"]
            points[code] = indicator_points(indicator, agent, means[code])
            if points[code] is None and indicator["no_evidence"] == "hold":
                held.append(code)
    scores = [dimension_score(d, points) for d in document["dimensions"]]
    alive = any(p is not None for code, p in points.items() if code not in ZERO_IS_EVIDENCE)
    announced = shifted(document, agent["shifts"])
    weights = spread([w if alive and s is not None else F(0) for w, s in zip(announced, scores, strict=True)])
    earned = [cents(w * s / 100) if alive and s is not None else None for w, s in zip(weights, scores, strict=True)]
    decided = [d["coefficient"] for d in agent["decisions"] if "coefficient" in d and (held or not alive)]
    result: Any = {"points": points, "scores": scores, "announced": announced, "weights": weights, "earned": earned}
    result["held"] = [] if decided else held
    result["counted"] = {kind: capped(document, agent, kind) for kind in ("bonus", "deduction", "supervisor")}
    if not alive:
        coefficient = red_coefficient(document, agent, decided[0]) if decided else None
        return {**result, "subtotal": None, "total": None, "grade": None, "coefficient": coefficient}
    subtotal = sum((e for e in earned if e is not None), F(0))
    total = clamp(subtotal + sum(result["counted"].values()), F(0), F(document["limits"]["ceiling"]))
    grade = graded(document, agent, total, decided)
    return {**result, "subtotal": subtotal, "total": total, **grade, "decided": decided}


def indicator_points(indicator: Any, agent: Any, mean: F | None) -> F | None:
    code = indicator["code"]
    counted = measured_for(indicator, agent)
    target = next(
        (agent["targets"][code, lv] for lv in ("agent", "team", "site") if (code, lv) in agent["targets"]), None
    )
    if counted is not None and counted[2] >= indicator["minimum_n"]:
        num, den, n = counted
        k = indicator["prior_weight"]
        value = (n * (SCALE.get(code, 100) * num / den) + k * mean) / (n + k) if k and mean is not None else None
        return cents(by_rule(indicator["rule"], SCALE.get(code, 100) * num / den if value is None else value, target))
    for decision in agent["decisions"]:
        if decision.get("indicator") == code:
            return cents(F(decision["points"]))
    if indicator["no_evidence"] == "neutral":
        return cents(F(indicator["neutral_points"]))
    if indicator["no_evidence"] == "company_mean" and mean is not None:
        return cents(by_rule(indicator["rule"], mean, target))
    return None


def by_rule(rule: Any, value: F, target: F | None) -> F:
    if rule["kind"] == "toward_target":
        floor, goal = F(rule["floor"]), F(rule["target"]) if target is None else target
        return clamp((value - floor) / (goal - floor) * 100, F(0), F(100))
    if rule["kind"] == "per_event":
        return clamp(F(rule["start"]) - F(rule["each"]) * value, F(0), F(100))
    steps = sorted((F(step["threshold"]), F(step["points"])) for step in rule["steps"])
    if rule["better"] == "lower":
        return next((points for threshold, points in steps if threshold >= value), F(0))
    return next((points for threshold, points in reversed(steps) if threshold <= value), F(0))


def dimension_score(dimension: Any, points: Any) -> F | None:
    have = [i for i in dimension["indicators"] if points[i["code"]] is not None]
    whole = sum((F(i["weight"]) for i in have), F(0))
    return cents(sum((F(i["weight"]) * points[i["code"]] for i in have), F(0)) / whole) if have else None


def spread(shares: list[F]) -> list[F]:
    """100.00 in proportion to ``shares`` by largest remainder; ties: heavier first, then plan order."""
    whole = sum(shares, F(0))
    if whole == 0:
        return [F(0) for _ in shares]
    quotas = [share * 10000 / whole for share in shares]
    units = [quota // 1 for quota in quotas]
    queue = sorted(range(len(shares)), key=lambda i: (units[i] - quotas[i], -shares[i], i))
    for i in queue[: int(10000 - sum(units))]:
        units[i] += 1
    return [F(unit, 100) for unit in units]


def shifted(document: Any, shifts: Any) -> list[F]:
    """§6. All givers share one factor λ: weight = base × (1 − λ), held at the bounds."""
    low, high = F(document["band"]["low"]), F(document["band"]["high"])
    base = [F(d["weight"]) for d in document["dimensions"]]
    named = [i for i, d in enumerate(document["dimensions"]) if d["code"] in shifts]
    if not named:
        return spread(base)
    givers = [i for i in range(len(base)) if i not in named]
    bounds = [(min(low, b), max(high, b)) for b in base]
    new = list(base)
    for i in named:
        new[i] = clamp(base[i] + shifts[document["dimensions"][i]["code"]], *bounds[i])
    rest = 100 - sum((new[i] for i in named), F(0))

    def at(factor: F) -> list[F]:
        return [clamp(base[i] * (1 - factor), *bounds[i]) for i in givers]

    corners = sorted({1 - bound / base[i] for i in givers for bound in bounds[i]})
    if givers:
        factor = between(corners, rest, lambda f: sum(at(f), F(0)))
        for i, weight in zip(givers, at(factor), strict=True):
            new[i] = weight
    return spread(given_back(new, base, named))


def given_back(new: list[F], base: list[F], named: list[int]) -> list[F]:
    """Where the givers cannot balance the shifts, those that moved too far go back in proportion."""
    over = sum(new, F(0)) - 100
    guilty = {i: new[i] - base[i] for i in named if (new[i] > base[i]) == (over > 0) and new[i] != base[i]}
    whole = sum(guilty.values(), F(0))
    return [weight - over * guilty[i] / whole if i in guilty else weight for i, weight in enumerate(new)]


def between(corners: list[F], wanted: F, height: Any) -> F:
    """Where the falling, piecewise straight ``height`` has the value ``wanted``; an end where it never does."""
    if wanted >= height(corners[0]):
        return corners[0]
    for left, right in pairwise(corners):
        top: F = height(left)
        bottom: F = height(right)
        if top >= wanted >= bottom and top != bottom:
            return left + (right - left) * (top - wanted) / (top - bottom)
    return corners[-1]


def capped(document: Any, agent: Any, kind: str) -> F:
    entered = sum((points for k, points in agent["adjustments"] if k == kind), F(0))
    limit = F(document["limits"][kind])
    return clamp(entered, -limit if kind != "bonus" else F(0), limit if kind != "deduction" else F(0))


def by_share(document: Any, total: F, shared: Any) -> int:
    """A ranked total has what it was given; another one the best grade that is not full above it."""
    if total in shared["given"]:
        return int(shared["given"][total])
    for place, grade in enumerate(document["grades"]):
        taken = [t for t, p in shared["given"].items() if p == place]
        after = [t for t, p in shared["given"].items() if p > place and t >= F(grade["lower"])]
        open_to_it = "share" not in grade or (shared["full"][grade["code"]] and not (after and total < min(taken)))
        if F(grade["lower"]) <= total and open_to_it:
            return place
    raise AssertionError("The lowest grade begins at 0 and has no share.")


def graded(document: Any, agent: Any, total: F, decided: list[F], shared: Any = None) -> Any:
    letters = [g["code"] for g in document["grades"]]
    place = next(i for i, g in enumerate(document["grades"]) if F(g["lower"]) <= total)
    if shared is not None:
        place = by_share(document, total, shared)
    rule = document["red_lines"]
    if agent["red_lines"] and rule["policy"] == "cap_grade":
        place = max(place, letters.index(rule["cap"]))
    coefficient = decided[0] if decided else F(document["grades"][place]["coefficient"])
    return {"grade": letters[place], "coefficient": red_coefficient(document, agent, coefficient)}


def red_coefficient(document: Any, agent: Any, coefficient: F) -> F:
    rule = document["red_lines"]
    if not agent["red_lines"] or rule["policy"] == "process_only":
        return coefficient
    if rule["policy"] == "zero_coefficient":
        return F(0)
    cap = next(F(g["coefficient"]) for g in document["grades"] if g["code"] == rule["cap"])
    return min(coefficient, cap)
