"""Changing the company's rules of scoring. An administrator's verb, so that HR does not lift the rule that binds HR."""

from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account
from records import months
from records.models import MonthRecord
from scoring.computed import COMPUTED, computed_months
from scoring.models import ScoringSettings


class Rules(TypedDict, total=False):
    """Fields of ``ScoringSettings``; ``live_from`` is the first day of a month."""

    two_people_final: bool
    two_people_publish: bool
    two_people_plans: bool
    publish_checks: str
    wished_grades: str
    target_freeze_day: int
    target_ease: int
    red_line_days: int
    review_days: int
    all_reviewed: bool
    confirm_grades: bool
    free_adjustments: bool
    self_assessment_days: int | None
    appeal_days: int
    appeal_answer_days: int
    talk_days: int
    talk_sign_days: int
    talk_fall: int
    talk_floor: int
    rank_visibility: str
    rank_top: int
    star_amount: Decimal
    progress_amount: Decimal
    complaint_limit: Decimal | None
    training_below: int
    pay_day: int
    live_from: date


@transaction.atomic
def change(*, by: Account | None, **values: Unpack[Rules]) -> ScoringSettings:
    """Set these fields of the one row. Raises Refused."""
    row, _made = ScoringSettings.objects.select_for_update().get_or_create(pk=1)
    live_from = values.get("live_from")
    if live_from is not None:
        _refuse_live_from(row.live_since, Month.of_day(live_from))
        if live_from == row.live_since.first_day:
            values.pop("live_from")  # the month of the founding is not written down by saving another rule
    _refuse_thaw(row, values.get("target_freeze_day"))
    if values.get("complaint_limit", row.complaint_limit) != row.complaint_limit:
        _keep_for_months_that_are_over(row)
    return audited_save.change(row, values, verb="scoring.change_settings", by=by)


def _keep_for_months_that_are_over(row: ScoringSettings) -> None:
    """What a month's complaints were compared with is not moved by a limit that is set after it."""
    last = str(Month.of(timezone.now(), months.company_zone()).previous)
    limit = None if row.complaint_limit is None else str(row.complaint_limit)
    row.past_complaint_limits = {last: limit} | row.past_complaint_limits
    row.save(update_fields=["past_complaint_limits"])


def _refuse_thaw(row: ScoringSettings, wanted: int | None) -> None:
    """Targets that are frozen stay so: else one person would set them anew after the freeze (SCORING §5)."""
    today = timezone.now().astimezone(months.company_zone()).date()
    if wanted is not None and row.target_freeze_day < today.day and wanted > row.target_freeze_day:
        sentence = _("This month's targets are frozen. Set a later day at the beginning of a month, before its freeze.")
        raise Refused(sentence, code="frozen", field="target_freeze_day")


def _refuse_live_from(before: Month, wanted: Month) -> None:
    """No month that was computed goes from one side to the other, and none that is to come becomes history. Once one
    was closed no later one does: else its targets and points would be entered anew by one person after the freeze."""
    if wanted == before:
        return
    if wanted > Month.of(timezone.now(), months.company_zone()):
        raise Refused(_("The company is live from this month at the latest."), code="live_later", field="live_from")
    computed = computed_months(since=min(before, wanted)).filter(first_day__lt=max(before, wanted).first_day).first()
    if computed is not None:
        sentence = _("%(month)s was computed; it stays what it was.")
        raise Refused(sentence, code="computed", params={"month": computed.month}, field="live_from")
    if wanted > before and MonthRecord.objects.filter(pk__in=COMPUTED).exists():
        sentence = _("A month was closed already; from then on no further month becomes history.")
        raise Refused(sentence, code="closed_before", field="live_from")
