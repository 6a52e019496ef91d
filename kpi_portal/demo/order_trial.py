"""A plan on trial in the last month: what orders are measured by beside the two figures of ``standard``, and the due
times that some of it rests on."""

from dataclasses import asdict

from kpi_portal.lib.month import Month
from people.models import Account
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import drafts, versions
from scoring.plans.drafts import Document
from workorders.due_times.verbs import set_due_times
from workorders.models import DueTimes

DAY = 24 * 60
HOURS = {
    "": {"urgent": 4 * 60, "high": 2 * DAY, "normal": 3 * DAY, "low": 5 * DAY},
    "电梯": {"high": DAY, "normal": 2 * DAY},
    "保洁": {"high": 8 * 60, "normal": DAY, "low": 2 * DAY},
}
OF_ORDERS: dict[str, list[tuple[str, str, str, str]]] = {
    "service_quality": [
        ("completion_rate", "40.00", "80", "98"),
        ("on_time_rate", "30.00", "60", "95"),
        ("mean_resolution_hours", "15.00", "72", "24"),
        ("flow_conformance_rate", "15.00", "50", "95"),
    ],
    "responsiveness": [
        ("mean_response_minutes", "50.00", "60", "15"),
        ("response_within_rate", "30.00", "50", "90"),
        ("emergency_response_minutes", "20.00", "30", "5"),
    ],
    "innovation": [
        ("first_contact_resolution", "40.00", "60", "90"),
        ("overdue_tasks", "30.00", "10", "0"),
        ("reopen_rate", "15.00", "20", "0"),
        ("repeat_rate", "15.00", "40", "0"),
    ],
    "growth": [
        ("training_attendance", "20.00", "0", "100"),
        ("training_exam", "30.00", "0", "100"),
        ("record_completeness_rate", "30.00", "70", "100"),
        ("callback_24h_rate", "20.00", "40", "95"),
    ],
}
"""Dimension → code, weight, floor and target."""
TWENTY_MINUTES = 20


def set_standard(first: Month) -> None:
    """How long an order may take, from the first month on; once."""
    if not DueTimes.objects.exists():
        set_due_times(from_day=first.first_day, minutes=HOURS, around_the_clock=["urgent", "high"], by=_hr())


def begin(month: Month) -> None:
    """Once."""
    if PlanVersion.objects.filter(is_trial=True).exists():
        return
    hr = _hr()
    draft = drafts.copy_plan(plan=PlanVersion.objects.get(code="standard", version=1), by=hr)
    drafts.change_draft(draft=draft, by=hr, change=_of_orders)
    drafts.mean_for(draft=draft, by=hr, valid_from=month, whom=versions.EVERYBODY, trial=True)
    versions.publish_plan(plan=draft, valid_from=month, by=hr)


def _hr() -> Account:
    return Account.objects.get(person__staff_number="H01")


def _of_orders(document: Document) -> Document:
    for dimension in document["dimensions"]:
        known = {each["code"]: each for each in dimension["indicators"]}
        if wanted := OF_ORDERS.get(dimension["code"]):
            model = dimension["indicators"][0]
            dimension["indicators"] = [_indicator(known.get(line[0]), model, line) for line in wanted]
    return document | {"name": {"zh": "标准住宅·工单指标试行", "en": "Standard residential, orders on trial"}}


def _indicator(known: Document | None, model: Document, line: tuple[str, str, str, str]) -> Document:
    """As it stands in ``standard``; a new one without rubric, which the check of publishing warns of."""
    code, weight, floor, target = line
    made = dict(known or {key: value for key, value in model.items() if key not in ("rubric", "example")})
    if known is None:
        within = TWENTY_MINUTES if code == "response_within_rate" else None
        made |= {"code": code, "name": asdict(definitions()[code].name_of(within))}
        made |= {"within": within} if within else {}
    return made | {"weight": weight, "rule": {"kind": "toward_target", "floor": floor, "target": target}}
