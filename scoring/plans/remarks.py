"""What the publish checks say of a draft, in words, each with the place where it is mended (SCORING §2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.engine import plan_checks
from scoring.engine.plan import Plan
from scoring.engine.problems import Problem
from scoring.models import PlanVersion, ScoringSettings
from scoring.plans import versions
from scoring.saying import say

OF_THE_RULES = frozenset(
    {
        "grades_order", "duplicate_grade", "coefficient_range", "unknown_cap", "unknown_follow_up", "limit_range",
        "share_range", "shares_sum", "share_of_lowest", "ceiling_range", "band_order",
    }
)  # fmt: skip
"""Problems that are mended on the page of the rules of the whole plan."""


@dataclass(frozen=True)
class Remark:
    """One check that speaks. ``blocks``: nothing is published with it; ``reason``: why the authors leave it so."""

    sentence: str
    href: str
    blocks: bool
    check: str
    subject: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Remarks:
    """All that the checks say of one draft."""

    blocking: list[Remark]
    warnings: list[Remark]
    refuse: bool

    @property
    def open(self) -> list[Remark]:
        """Warnings without a reason."""
        return [remark for remark in self.warnings if not remark.reason]

    @property
    def explained(self) -> list[Remark]:
        """Warnings that the authors gave a reason for."""
        return [remark for remark in self.warnings if remark.reason]

    @property
    def may_be_published(self) -> bool:
        """Whether nothing blocks it; warnings block where the company refuses them."""
        return not self.blocking and not (self.refuse and self.open)


def remarks(draft: PlanVersion) -> Remarks:
    """What the checks say of it now."""
    plan = versions.read(draft)
    places = _Places(draft.pk, plan)
    refuse = ScoringSettings.of_the_company().publish_checks == ScoringSettings.PublishChecks.REFUSE
    warnings = [
        places.remark(found.problem, reason=say(found.acknowledged) if found.acknowledged else "")
        for found in plan_checks.publish_warnings(plan)
    ]
    return Remarks([places.remark(problem, blocks=True) for problem in plan_checks.problems(plan)], warnings, refuse)


class _Places:
    """Names and addresses of the parts of one draft."""

    def __init__(self, pk: int, plan: Plan) -> None:
        self.edit, self.rules = reverse("scoring:edit_plan", args=[pk]), reverse("scoring:plan_rules", args=[pk])
        self.names = dict(_names(plan))
        self.indicators = {
            part.code: f"{each.code}.{part.code}" for each in plan.dimensions for part in each.indicators
        }

    def remark(self, problem: Problem, *, blocks: bool = False, reason: str = "") -> Remark:
        params = {key: self.names.get(value, value) for key, value in problem.params.items()}
        subject = problem.params.get("subject", "")
        return Remark(_(problem.sentence) % params, self._href(problem), blocks, problem.code, subject, reason)

    def _href(self, problem: Problem) -> str:
        if problem.code in OF_THE_RULES or problem.params.get("subject") == "pass_mark":
            return self.rules
        about = next(
            (problem.params[key] for key in ("indicator", "subject", "dimension") if key in problem.params), ""
        )
        if about in self.indicators and problem.code != "weight_outside_band":
            return f"{self.edit}?edit={self.indicators[about]}#edit"
        return f"{self.edit}#row-{about}" if about in self.names else self.edit


def _names(plan: Plan) -> Iterator[tuple[str, str]]:
    """Code → name of what a check may speak of."""
    yield from (
        ("bonus", _("Bonus")), ("deduction", _("Deduction")), ("supervisor", _("Supervisor")),
        ("pass_mark", _("A check passes from")), ("customer_feedback", _("Customer feedback")),
    )  # fmt: skip
    for dimension in plan.dimensions:
        yield from ((part.code, say(part.name)) for part in dimension.indicators)
        yield dimension.code, say(dimension.name)
