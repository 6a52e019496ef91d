"""Setting, changing and giving up annual goals: HR's, before or in the year. Nothing is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import half_up, plain
from people.models import Account, Site
from records import audit, months
from scoring.annual_goals.entered import of_goals
from scoring.annual_goals.examples import offered
from scoring.annual_goals.pace import bounds
from scoring.engine.definition import Definition
from scoring.models import AnnualGoal

MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The goals that somebody wants for a year, of the company or of one site; None gives one up."""

    year: int
    site: Site | None
    values: Mapping[str, Decimal | None]


def set_goals(wanted: Wanted, *, reason: str, by: Account) -> int:
    """Set them; returns how many changed. Raises Refused, nothing is then stored.

    What stands already is only changed or given up for a reason. A year that is over keeps its goals.
    """
    try:
        with transaction.atomic():
            return _set(wanted, reason.strip(), by)
    except IntegrityError:  # the database keeps to one goal a year
        raise Refused(_("Somebody else has just set these goals; look at them again."), code="meanwhile") from None


def _set(wanted: Wanted, reason: str, by: Account) -> int:
    _refuse_year(wanted.year)
    standing, changed = _standing(wanted), 0
    for code, value in wanted.values.items():
        before = standing.get(code)
        if value == (before.value if before else None):
            continue
        if before is not None and not reason:
            raise Refused(_("Say why a goal that stands is changed."), code="reason_missing", field="reason")
        _refuse_value(wanted, code, value)
        _supersede(wanted, code, before, reason=reason, by=by)
        changed += 1
    return changed


def may_be_set(year: int) -> bool:
    """Whether goals of this year can be set today: of the running one and of the next."""
    return year in (running_year(), running_year() + 1)


def running_year() -> int:
    """The year of this instant in the company's zone."""
    return Month.of(timezone.now(), months.company_zone()).year


def _refuse_year(year: int) -> None:
    if not may_be_set(year):
        sentence = _("Goals are set for %(year)s and the year after it.")
        raise Refused(sentence, code="year", params={"year": str(running_year())})


def _refuse_value(wanted: Wanted, code: str, value: Decimal | None) -> None:
    if code not in offered(wanted.site):
        raise Refused(_("This indicator is measured by no plan, so a goal would have no figures."), code="indicator")
    if value is None:
        return
    low, high = sorted(limits(of_goals()[code]))
    if not low <= value <= high or half_up(value, 2) != value:
        raise Refused(
            _("The goal lies between %(low)s and %(high)s, with two decimals at most."),
            code="goal",
            field=f"goal-{code}",
            params={"low": plain(low), "high": plain(high)},
        )


def limits(definition: Definition) -> tuple[Decimal, Decimal]:
    """The least and the most that a goal may be."""
    best, worst = bounds(definition)
    ends = [Decimal(int(end)) for end in (best, worst) if end is not None]
    return min(ends), max([*ends, *([MOST] if len(ends) == 1 else [])])


def _standing(wanted: Wanted) -> dict[str, AnnualGoal]:
    rows = AnnualGoal.objects.standing().filter(year=wanted.year, site=wanted.site)
    return {goal.indicator: goal for goal in rows}


def _supersede(wanted: Wanted, code: str, before: AnnualGoal | None, *, reason: str, by: Account) -> None:
    value = wanted.values[code]
    if before is not None:
        before.ended_by, before.ended_at, before.reason = by, timezone.now(), reason
        before.save(update_fields=["ended_by", "ended_at", "reason"])
    subject = before
    if value is not None:
        subject = AnnualGoal.objects.create(
            year=wanted.year, site=wanted.site, indicator=code, value=value, replaces=before, entered_by=by
        )
    assert subject is not None  # something changed: one stood, or one is set
    detail = {"indicator": code, "value": "" if value is None else f"{value}", "reason": reason}
    was = {"before": f"{before.value}"} if before else {}
    audit.record(by=by, verb="scoring.set_annual_goal", subject=subject, detail={**detail, **was})
