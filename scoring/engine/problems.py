"""What is wrong with a plan or a target, as data: a code, the sentence's parameters, and the sentence.

The engine knows no translations; pages write ``gettext(problem.sentence) % problem.params``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators and returns it unchanged."""
    return sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """``code`` is stable and names the rule; ``params`` fill the sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """English sentence with ``%(name)s`` placeholders, the key of its translation."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.sentence % self.params


class PlanError(ValueError):
    """A plan cannot be read or used; ``problems`` says why, one sentence each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


SENTENCES: Mapping[str, str] = {
    # The document cannot be read.
    "missing": gettext_noop("%(where)s is missing."),
    "unknown_key": gettext_noop("%(where)s is not a part of a plan."),
    "not_text": gettext_noop("%(where)s must be a text."),
    "not_number": gettext_noop('%(where)s must be a decimal number written as text, such as "20.00".'),
    "not_count": gettext_noop("%(where)s must be a whole number, zero or more."),
    "not_list": gettext_noop("%(where)s must be a list."),
    "not_object": gettext_noop("%(where)s must be an object."),
    "not_choice": gettext_noop("%(where)s must be one of: %(choices)s."),
    # The plan can be read but not be published.
    "no_dimension": gettext_noop("A plan needs at least one dimension."),
    "no_indicator": gettext_noop("Dimension %(dimension)s has no indicator."),
    "duplicate_dimension": gettext_noop("Dimension %(dimension)s stands twice in the plan."),
    "duplicate_indicator": gettext_noop("Indicator %(indicator)s stands twice in dimension %(dimension)s."),
    "own_and_led": gettext_noop(
        "Indicator %(indicator)s is counted of the agent and of the team led; take one of them."
    ),
    "unknown_indicator": gettext_noop("Indicator %(indicator)s does not exist."),
    "weights_sum": gettext_noop("The weights of the dimensions add up to %(sum)s, not 100.00."),
    "inner_weights_sum": gettext_noop("The weights inside %(dimension)s add up to %(sum)s, not 100.00."),
    "weight_range": gettext_noop("The weight of %(subject)s must be above 0 and at most 100, with two decimals."),
    "floor_is_target": gettext_noop("%(indicator)s: floor and target must differ."),
    "rule_direction": gettext_noop("%(indicator)s: the rule rewards the wrong direction."),
    "steps_order": gettext_noop("%(indicator)s: thresholds must rise and better values must not give fewer points."),
    "points_range": gettext_noop("%(subject)s: points must lie between 0 and 100."),
    "each_range": gettext_noop("%(indicator)s: the points taken for each event must be above 0."),
    "minimum_n_range": gettext_noop("%(indicator)s: the smallest sample must be 1 or more, and 1 for counts."),
    "within_range": gettext_noop("%(indicator)s: its time is 1 to %(high)s."),
    "no_within": gettext_noop("%(indicator)s has no time of its own."),
    "grades_order": gettext_noop("Grades must fall from best to worst, the last one starting at 0."),
    "duplicate_grade": gettext_noop("Grade %(grade)s stands twice in the plan."),
    "coefficient_range": gettext_noop("Grade %(grade)s: the coefficient must be 0 or more and not above a better one."),
    "share_range": gettext_noop("Grade %(grade)s: its share must be above 0 and at most 100 %%, with two decimals."),
    "shares_sum": gettext_noop("The shares of the grades add up to more than 100 %%."),
    "share_of_lowest": gettext_noop("Grade %(grade)s is the lowest: whoever is left gets it, so it has no share."),
    "unknown_cap": gettext_noop("The red-line grade %(grade)s is not one of the plan's grades."),
    "unknown_follow_up": gettext_noop("The follow-up grade %(grade)s is not one of the plan's grades."),
    "limit_range": gettext_noop("%(subject)s must not be negative."),
    "ceiling_range": gettext_noop("The highest total must be 100 or more."),
    "band_order": gettext_noop("The band of weights must start below its end, within 0 and 100."),
    # Publish checks (SCORING §2): a warning, or a refusal where the company says so.
    "weight_outside_band": gettext_noop("%(subject)s has weight %(weight)s, outside %(low)s–%(high)s."),
    "no_rubric": gettext_noop("%(subject)s has no written rubric; agents cannot foresee how it is judged."),
    "feedback_not_heaviest": gettext_noop("%(subject)s is not among the heaviest dimensions."),
    "nps_too_light": gettext_noop("%(subject)s weighs %(weight)s of the plan, below 20."),
    "finance_outside_band": gettext_noop("Finance indicators weigh %(weight)s of the plan, outside 20–30."),
    "measured_twice": gettext_noop("%(subject)s is counted twice."),
    # Targets (SCORING §5).
    "target_refused": gettext_noop("%(indicator)s: the agreed target cannot be used. %(why)s"),
    "target_without_rule": gettext_noop("This indicator is not scored toward a target."),
    "target_wrong_side": gettext_noop("The target must be above the floor %(floor)s."),
    "target_wrong_side_lower": gettext_noop("The target must be below the floor %(floor)s."),
    "target_too_easy": gettext_noop("Too easy: at least %(limit)s, since the plan's target is %(target)s."),
    "target_too_easy_lower": gettext_noop("Too easy: at most %(limit)s, since the plan's target is %(target)s."),
}
