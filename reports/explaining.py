"""How each figure came about, in words and with the numbers put in: the same sentences on page and paper."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import add_up, figure, plain
from reports import wording
from reports.wording import MINUS, fixed, valued
from scoring.engine.card import Card, Line, Section
from scoring.engine.facts import CalendarEvent
from scoring.engine.plan_parts import Grade
from scoring.engine.rules import PerEvent, Steps, TowardTarget
from scoring.engine.shares import places
from scoring.indicators.catalogue import indicators
from scoring.saying import say


def points_with_numbers(line: Line) -> str:
    """The rule with this agent's value: ``(92 − 80) ÷ (98 − 80) × 100``. Empty where nothing was measured."""
    if line.value is None or line.evidence != "measured":
        return ""
    value = plain(line.value, 4)
    match line.rule:
        case TowardTarget(floor, target):
            goal = plain(line.target if line.target is not None else target)
            low = plain(floor)
            return f"({value} {MINUS} {low}) ÷ ({goal} {MINUS} {low}) × 100"
        case Steps():
            return _step_reached(line.rule, line.value)
        case PerEvent(start, each):
            return f"{plain(start)} {MINUS} {plain(each)} × {value}"


def points(line: Line) -> str:
    """The same with its result; an arrow where a step was reached or the points were held at 0 or 100."""
    formula = points_with_numbers(line)
    if not formula or line.points is None:
        return ""
    exact = isinstance(line.rule, TowardTarget) and 0 < line.points < 100
    return f"{formula} {'=' if exact else '→'} {fixed(line.points)}"


def rule(line: Line) -> str:
    """The rule in words: ``80 % earns 0 points, 98 % earns 100``."""
    match line.rule:
        case TowardTarget(floor, target):
            ends = {"floor": valued(line, floor), "target": valued(line, line.target or target)}
            return _("%(floor)s earns 0 points, %(target)s earns 100") % ends
        case Steps(better, steps):
            bound = "≥" if better == "higher" else "≤"
            parts = [f"{bound} {valued(line, step.threshold)}{_(': ')}{plain(step.points)}" for step in steps]
            return _("points by steps: %(steps)s") % {"steps": _(", ").join(parts)}
        case PerEvent(start, each):
            return _("%(start)s points, less %(each)s each") % {"start": plain(start), "each": plain(each)}


def target_source(line: Line) -> str:
    """Who the target was agreed with; empty where it is the plan's."""
    if line.target_from in (None, "plan"):
        return ""
    words = {"agent": _("target agreed for the agent"), "team": _("target agreed for the team")}
    return words.get(str(line.target_from), _("target agreed for the site"))


def prior(line: Line) -> str:
    """How the company's value weighed in: n, x, m and k (SCORING §3); empty where it did not."""
    if not line.prior_weight or line.own is None or line.company_value is None:
        return ""
    numbers = {
        "n": line.n,
        "k": line.prior_weight,
        "x": plain(line.own, 4),
        "m": plain(line.company_value, 4),
    }
    weighed = _("(%(n)s × %(x)s + %(k)s × %(m)s) ÷ (%(n)s + %(k)s), own value and company's value by their weight")
    return weighed % numbers


def interval(line: Line) -> str:
    """The 95 % Wilson interval of a rate; empty for others."""
    if line.wilson is None:
        return ""
    ends = {"low": figure(line.wilson.low), "high": figure(line.wilson.high)}
    return _("95 %% interval %(low)s to %(high)s %%") % ends


def led(line: Line) -> str:
    """Whose evidence it is, where it is not the own (SCORING §4)."""
    if line.of == "own":
        return ""
    told = _("Of the teams led, counted together: %(number)s agents with evidence; one's own work is left out.")
    return told % {"number": len(line.members)}


def clock(line: Line, service_hours: str) -> str:
    """When the time of the figure passes, where that is not always."""
    known = indicators().get(line.code)
    if not service_hours or known is None or not known.in_service_time:
        return ""
    return _("Only times of service count: %(hours)s.") % {"hours": service_hours}


def missing(line: Line, *, is_running: bool = False) -> str:
    """Why there is no measured figure, and what that means; empty where there is one."""
    if line.evidence == "measured":
        return ""
    if line.evidence == "policy":
        return _POLICY[str(line.policy)]() % {"points": fixed(line.points)}
    known = indicators().get(line.code)
    if is_running and known is not None and known.in_confidence:
        what = _("Counted after the cut-off only, so that nobody can tell who said what.")
        return f"{what} {_('Its weight goes to the others until then.')}".replace("。 ", "。")
    what = (
        _("No evidence in this month.")
        if line.evidence == "none"
        else _("Too few: %(counted)s, at least %(minimum)s are needed.")
        % {"counted": wording.counted(line, line.n), "minimum": line.minimum_n}
    )
    then = _("HR decides before the month becomes final.") if line.held else _("Its weight goes to the others.")
    return f"{what} {then}".replace("。 ", "。")


def weight(section: Section, card: Card) -> str:
    """Base, shift and what dimensions without evidence gave away: ``20.00 + 0.00``."""
    announced = f"{fixed(section.base_weight)} {_term(section.shift)}"
    carried = [part for part in card.sections if part.weight]
    if not section.weight or len(carried) == len(card.sections):
        return announced
    share = add_up(part.base_weight + part.shift for part in carried)
    own = fixed(section.base_weight + section.shift)
    return f"{announced} → {own} ÷ {fixed(share)} × 100"


def weight_note(section: Section, card: Card) -> str:
    """What the weight line means, in a sentence."""
    if not section.weight:
        return _("Nothing could be scored here, so the weight goes to the other dimensions in proportion.")
    if section.shift:
        return _shifted(section, card)
    if any(not part.weight for part in card.sections):
        return _("Raised in proportion, because other dimensions have no evidence.")
    return _("No shift in the site's calendar this month.")


def _shifted(section: Section, card: Card) -> str:
    """Which events moved the weight, and whether it was named or gave to the others (SCORING §6)."""
    named = [event for event in card.events if any(move.dimension == section.code for move in event.moves)]
    sentence = (
        _("Moved by %(shift)s for %(events)s; announced before the month began.")
        if named
        else _("Moved by %(shift)s, because others moved for %(events)s; announced before the month began.")
    )
    told = _(", ").join(event(each) for each in named or card.events)
    return sentence % {"shift": wording.signed(section.shift), "events": told}


def event(told: CalendarEvent) -> str:
    """An event with its days and where it was: ``handover (翠湖花园, 1–15 December)``."""
    first, last = (date.fromisoformat(day) for day in (told.first_day, told.last_day))
    days = f"{date_format(first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}"
    return _("%(event)s (%(site)s, %(days)s)") % {
        "event": say(told.name),
        "site": told.site or _("the whole company"),
        "days": days,
    }


def score(section: Section) -> str:
    """How several indicators make one dimension score: ``(40.00 × 75.00 + 60.00 × 88.00) ÷ 100.00``."""
    scored = [line for line in section.lines if line.points is not None]
    if len(section.lines) < 2 or not scored:
        return ""
    terms = " + ".join(f"{fixed(line.weight)} × {fixed(line.points)}" for line in scored)
    return f"({terms}) ÷ {fixed(add_up(line.weight for line in scored))}"


def earned(section: Section) -> str:
    """``20.00 × 66.67 ÷ 100``; empty where nothing was earned."""
    return "" if section.earned is None else f"{fixed(section.weight)} × {fixed(section.score)} ÷ 100"


def total(card: Card) -> str:
    """``81.31 + 1.00 = 82.31``, with what the ceiling cut."""
    if card.total is None:
        return ""
    parts = [fixed(card.subtotal), *(_term(part) for part in (card.counted, card.cut) if part)]
    return f"{' '.join(parts)} = {fixed(card.total)}"


def shares(card: Card, grades: Sequence[Grade]) -> str:
    """``S 10 % of 23 ranked = 2, A 20 % of 23 ranked = 4; no. 3. By the total alone: S``; empty without shares."""
    shared = [(grade.code, grade.share) for grade in grades if grade.share is not None]
    if not shared or card.total is None or not card.ranked:
        return ""
    parts = [
        _("%(grade)s %(share)s %% of %(ranked)s ranked = %(places)s")
        % {"grade": code, "share": plain(share), "ranked": card.ranked, "places": places(share, card.ranked)}
        for code, share in shared
    ]
    rank = _("no. %(rank)s") % {"rank": card.rank} if card.rank else _("not ranked, takes no place")
    told = f"{_(', ').join(parts)}; {rank}"
    if _is_held(card):
        told += ". " + _("By the total alone: %(grade)s") % {"grade": card.grade_by_total}
    return told


def _is_held(card: Card) -> bool:
    """Whether shares alone made the grade a lower one."""
    return not card.red_lines and card.grade != card.grade_by_total


def _term(part: Decimal) -> str:
    return f"{MINUS if part < 0 else '+'} {fixed(abs(part))}"


def _step_reached(steps: Steps, value: Fraction) -> str:
    """``1 ≥ 1``: the step that gave the points, as ``Steps.points`` chooses it."""
    if steps.better == "higher":
        reached = [step for step in steps.steps if step.threshold <= value][-1:]
        bound = "≥"
    else:
        reached = [step for step in steps.steps if step.threshold >= value][:1]
        bound = "≤"
    return f"{plain(value, 4)} {bound} {plain(reached[0].threshold)}" if reached else plain(value, 4)


_POLICY = {
    "neutral": lambda: _("Not enough evidence: the plan gives %(points)s points."),
    "company_mean": lambda: _("Not enough evidence: %(points)s points for the company's value, as the plan says."),
    "decision": lambda: _("Not enough evidence: HR decided %(points)s points."),
}
