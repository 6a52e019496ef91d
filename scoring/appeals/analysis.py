"""What appeals teach: how many there are of each cause, indicator and supervisor, how many were upheld, how long they
took. Counted among the appeals that somebody may see, of the months that are asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up_ratio
from people.models import Account
from scoring.models import Appeal, AppealRound
from scoring.saying import indicator_name

Outcome = AppealRound.Outcome
MONTHS = 12


@dataclass(frozen=True)
class Case:
    """One appeal with its rounds, the last one last."""

    appeal: Appeal
    rounds: tuple[AppealRound, ...]

    @property
    def answered(self) -> AppealRound | None:
        """The round that was answered last."""
        return next((one for one in reversed(self.rounds) if one.outcome), None)

    @property
    def is_upheld(self) -> bool:
        """Whether anything was granted, in any round."""
        return any(one.outcome not in ("", Outcome.REJECTED) for one in self.rounds)

    @property
    def took(self) -> timedelta | None:
        """From the submission to the first answer."""
        first = self.rounds[0]
        return first.decided_at - first.submitted_at if first.decided_at else None


@dataclass
class Group:
    """Appeals that have something in common."""

    label: str
    cases: list[Case] = field(default_factory=list)

    @property
    def number(self) -> int:
        """All of them."""
        return len(self.cases)

    @property
    def answered(self) -> int:
        """Those with an answer."""
        return sum(case.answered is not None for case in self.cases)

    @property
    def upheld(self) -> int:
        """Those that were granted something."""
        return sum(case.is_upheld for case in self.cases)

    @property
    def share(self) -> Decimal | None:
        """Upheld of the answered, in percent; None without any."""
        return half_up_ratio(100 * self.upheld, self.answered, 0) if self.answered else None

    @property
    def days(self) -> Decimal | None:
        """Days from submission to the first answer, the median; None without an answer."""
        hours = [took // timedelta(hours=1) for case in self.cases if (took := case.took) is not None]
        return half_up_ratio(round(median(hours)), 24, 1) if hours else None


@dataclass(frozen=True)
class Analysis:
    """Everything of the page."""

    whole: Group
    by_cause: list[Group]
    by_indicator: list[Group]
    by_supervisor: list[Group]
    by_mistake: list[Group]


def cases(account: Account, month: Month | None) -> list[Case]:
    """The appeals that the account may see, of this month, or (None) of the last twelve that have some."""
    seen = Appeal.objects.visible_to(account).exclude(state=Appeal.State.WITHDRAWN)
    seen = seen.filter(first_day=month.first_day) if month else seen
    rows = seen.select_related("agent", "card__team__supervisor", "card__site").prefetch_related("rounds__decided_by")
    return [Case(row, tuple(row.rounds.all())) for row in rows.order_by("-pk")[:5000]]


def analysis(found: Iterable[Case]) -> Analysis:
    """The groups, each with the most frequent first."""
    found = list(found)
    return Analysis(
        whole=Group(_("All"), found),
        by_cause=_grouped(found, lambda case: case.appeal.get_cause_display()),
        by_indicator=_grouped(found, _indicator),
        by_supervisor=_grouped(found, _supervisor),
        by_mistake=_grouped([case for case in found if case.is_upheld], _mistake),
    )


def _grouped(found: Iterable[Case], key: Callable[[Case], str]) -> list[Group]:
    groups: dict[str, Group] = {}
    for case in found:
        label = str(key(case))
        groups.setdefault(label, Group(label)).cases.append(case)
    return sorted(groups.values(), key=lambda group: (-group.number, group.label))


def _indicator(case: Case) -> str:
    return indicator_name(case.appeal.indicator) if case.appeal.indicator else _("Points beside the figures")


def _supervisor(case: Case) -> str:
    team = case.appeal.card.team
    return str(team.supervisor) if team and team.supervisor else _("without a supervisor")


def _mistake(case: Case) -> str:
    answered = next(one for one in case.rounds if one.outcome not in ("", Outcome.REJECTED))
    return str(answered.get_found_display())


def table(found: Iterable[Case]) -> list[list[Any]]:
    """All of them as rows of an exported table, heads first."""
    head = [
        _("Number"), _("Month"), _("Agent"), _("Supervisor"), _("Indicator"), _("Kind of item"), _("Item appealed"),
        _("What is claimed"), _("State"), _("Rounds"), _("Decision"), _("Where the mistake came from"),
        _("submitted at"), _("answered at"),
    ]  # fmt: skip
    return [head, *map(_row, found)]


def _row(case: Case) -> list[Any]:
    appeal, answered = case.appeal, case.answered
    return [
        appeal.number,
        f"{appeal.first_day:%Y-%m}",
        appeal.agent.name,
        _supervisor(case),
        _indicator(case),
        str(appeal.get_about_display()),
        appeal.what,
        str(appeal.get_cause_display()),
        str(appeal.get_state_display()),
        str(len(case.rounds)),
        str(answered.get_outcome_display()) if answered else "",
        str(answered.get_found_display()) if answered else "",
        written(case.rounds[0].submitted_at),
        written(answered.decided_at) if answered and answered.decided_at else "",
    ]
