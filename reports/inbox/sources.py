"""Every source of tasks. The only list: home, mails and group messages are made from it.

A source stands in the room whose state it is (``kpi_portal.lib.to_do``); a new one is a line here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from evidence.kinds import KINDS
from kpi_portal.lib.to_do import Source
from records.to_do import imports, too_late
from reports.pay import to_do as pay
from reports.webhooks.to_do import programs
from scoring.annual_goals import to_do as annual_goals
from scoring.to_do import (
    appeals,
    awards,
    flags,
    follow_ups,
    leaving_out,
    months,
    panels,
    plans,
    red_lines,
    reminders,
    reviews,
    self_assessments,
    talks,
    target_sheets,
    targets,
    warnings,
)
from workorders.board.to_do import on_the_board
from workorders.incidents.to_do import to_decide
from workorders.to_do import near_the_cut_off, uncredited, without_posting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Area:
    """Sources that people think of together; what a group message counts as one."""

    code: str
    label: "str | _StrPromise"
    sources: tuple[Source, ...]


_STEPS = (months.steps, months.decisions, months.reopenings)
_MONTHS = (*_STEPS, reminders.of_months, annual_goals.next_year, annual_goals.figures_to_enter)
_TARGETS = (targets.to_set, target_sheets.to_answer, target_sheets.to_agree, targets.changes)
AREAS: tuple[Area, ...] = (
    Area("months", _("Months"), _MONTHS),
    Area("pay", _("Pay"), (pay.months_to_pay, pay.batches)),
    Area("targets", _("Targets"), _TARGETS),
    Area("reviews", _("Reviews"), (reviews.to_review, self_assessments.to_write, panels.to_look, panels.to_close)),
    Area(
        "appeals",
        _("Cards and appeals"),
        (appeals.own_card, appeals.own_questions, appeals.own_appeals, appeals.to_answer),
    ),
    Area("awards", _("Awards"), (awards.to_decide, awards.own)),
    Area("follow_ups", _("Follow-ups"), (follow_ups.to_decide, follow_ups.to_improve)),
    Area("red_lines", _("Red lines"), (red_lines.to_handle, red_lines.own_statement)),
    Area("plans", _("Plans"), (plans.to_sign, plans.to_comment, plans.for_hr)),
    Area("talks", _("Talks"), (talks.talks, talks.items)),
    Area("leaving_out", _("To be left out of the figures"), (leaving_out.to_decide,)),
    Area("warnings", _("Early warnings"), (warnings.to_handle,)),
    Area("flags", _("Flags"), (flags.to_judge,)),
    Area("evidence", _("Evidence"), tuple(import_string(path) for kind in KINDS for path in kind.to_do)),
    Area("hold_ups", _("Who holds up"), (reminders.who_holds_up,)),
    Area("orders", _("Work orders"), (on_the_board, to_decide, near_the_cut_off, uncredited)),
    Area("imports", _("Imports"), (imports, too_late)),
    Area("people", _("People"), (without_posting,)),
    Area("programs", _("Other programs"), (programs,)),
)
"""Of two groups without a deadline the earlier here stands first."""
