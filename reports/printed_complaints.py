"""The month of complaints on paper (月报): the figures of its page, laid out by the same process as a card."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from evidence.complaints.models import Complaint
from evidence.complaints.month_in_review import in_review
from evidence.complaints.pareto_chart import PAPER
from kpi_portal.lib.instants import written
from kpi_portal.lib.month import Month
from people.models import Account, Person
from people.visibility import sees_everybody
from records.models import MonthRecord
from records.months import Zones
from reports import wording
from reports.card_view import employer_of_the_company
from reports.pdf_process import Press
from reports.printed_page import EMPLOYER
from reports.printed_rows import fitted
from reports.printed_style import placed
from scoring.complaint_gates import gates


@cache
def style_sheet() -> str:
    """One for all of them, read once per process."""
    return placed("complaints", "head")


def printed(month: Month, account: Account, by: str) -> bytes:
    """What the account reads on the page of the month, as PDF. Raises Refused."""
    with Press(style=style_sheet()) as press:
        return press.print_page(markup(month, account, by))


def markup(month: Month, account: Account, by: str) -> str:
    """The pages as HTML, in the active language."""
    found, employer = in_review(month, account, by, [PAPER]), employer_of_the_company()
    gate = gates(month, account, found["cutoffs"])
    told = {
        "mark": employer.mark, "colour": employer.colour, "employer": fitted(employer.name, EMPLOYER),
        "facts": list(_facts(month, account)), "limit": gate.get("limit"), "standing": _standing(found, month),
        "teams": list(_teams(gate.get("rows", []), account)),
    }  # fmt: skip
    return render_to_string("pdf/complaints.html", found | told | {"month": wording.month(month)})


def _record(month: Month) -> MonthRecord:
    """The month's own, or as it would be made."""
    found = MonthRecord.objects.filter(first_day=month.first_day).first()
    return found or MonthRecord(first_day=month.first_day, **Zones().described(month))


def _facts(month: Month, account: Account) -> Iterator[tuple[str, str]]:
    yield _("State of the month"), _record(month).get_state_display()
    yield _("Figures as of"), written(timezone.now())
    yield _("Whose"), _("the whole company") if sees_everybody(account) else _("what the reader leads")
    yield _("Drawn up by"), account.person.name


def _standing(found: dict[str, Any], month: Month) -> str:
    """Whether the figures still move, and until when."""
    record = _record(month)
    if record.is_closed:
        stands = _("The rates stand; only what a complaint is about, its category and cause, may still be put right.")
        if record.finalised_at is None:
            return stands
        return _("Final since %(at)s.") % {"at": written(record.finalised_at)} + " " + stands
    if found["counted"].is_over:
        return _("Not final yet: a correction, or a decision dated in the month, still moves these figures.")
    cutoff = {"at": written(found["cutoffs"].edges(month)[2])}
    return _("The month runs: these figures move until the cut-off %(at)s.") % cutoff


def _teams(rows: list[dict[str, Any]], account: Account) -> Iterator[dict[str, Any]]:
    """Each team with its two lists: which complaints were upheld, against whom; whose orders they are divided by."""
    figures = [row["figure"] for row in rows]
    names = dict(Person.objects.filter(pk__in=[pk for each in figures for pk in each.people]).values_list("pk", "name"))
    upheld = Complaint.objects.visible_to(account).filter(pk__in=[pk for each in figures for pk in each.complaints])
    numbers = dict(upheld.values_list("pk", "number"))
    for row in rows:
        shares = row["figure"].shares
        complaints = [(numbers[pk], names[one.person]) for one in shares for pk in one.complaints if pk in numbers]
        orders = sorted(((names[one.person], one.orders) for one in shares if one.orders), key=lambda each: -each[1])
        yield row | {"complaints": complaints, "orders": orders}
