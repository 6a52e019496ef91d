"""HR's pages of items beside the grade, and of the columns of the payroll file."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.forms import ReasonForm, agents_among
from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from records.models import MonthRecord
from records.months import CLOSED
from reports.pay import awards, file, items
from reports.pay.due import MonthDue
from reports.pay.forms import ColumnsForm, ItemForm, TeamItemForm
from reports.pay.models import PayBatch, PayItem

WORDS = ("GET", "HEAD", "POST")


@require_safe
@verb_required("reports.export_payroll")
def item_list(request: AccountRequest, month: Month) -> HttpResponse:
    """Every item of a month, also what was taken back."""
    found = PayItem.objects.visible_to(request.user).filter(first_day=month.first_day)
    found = found.select_related("agent", "team", "recorded_by__person").order_by("-stands", "kind", "pk")
    page = numbered(found, request.GET.get("page"))
    return render(request, "reports/pay/items.html", {"month": month, "page": page})


@require_http_methods(WORDS)
@verb_required("reports.make_pay")
def new_item(request: AccountRequest, month: Month) -> HttpResponse:
    """One sum for one person."""
    people = agents_among(Person.objects.visible_in(month, request.user)).exclude(pk=request.user.person_id)
    form = ItemForm(request.POST or None, people=people)
    page = _page(month, _("Add an item"), _("The item is entered."))
    verb = partial(items.enter, month=month, by=request.user)
    return page.answer(request, form, verb) if request.method == "POST" else page.shown(request, form)


@require_http_methods(WORDS)
@verb_required("reports.make_pay")
def new_team_bonus(request: AccountRequest, month: Month) -> HttpResponse:
    """The same sum for everybody of a team."""
    form = TeamItemForm(request.POST or None, month=month)
    page = _page(month, _("Team bonus"), _("The team bonus is entered for everybody of the team."))
    verb = partial(items.enter_for_team, month=month, by=request.user, kind=PayItem.Kind.TEAM_BONUS)
    return page.answer(request, form, verb) if request.method == "POST" else page.shown(request, form)


@require_POST
@verb_required("reports.make_pay")
def take_over_awards(request: AccountRequest, month: Month) -> HttpResponse:
    """What was decided of awards becomes items."""
    attempt(request, partial(awards.take_over, month=month, by=request.user), said=_("The award money is taken over."))
    return redirect("reports:payroll_of", month=month)


@require_http_methods(WORDS)
@verb_required("reports.make_pay")
def take_back(request: AccountRequest, pk: int) -> HttpResponse:
    """It is not to be paid."""
    item = get_object_or_404(PayItem.objects.visible_to(request.user), pk=pk)
    month = Month.of_day(item.first_day)
    page = FormPage(
        title=_("Take back %(item)s") % {"item": item},
        explanation=_("What was paid of it is taken off by the next difference batch."),
        action=_("Take back"),
        back=reverse("reports:pay_items", args=[month]),
        done=_("The item is taken back."),
        dangerous=True,
    )
    form = ReasonForm(request.POST or None)
    verb = partial(items.take_back, item=item, by=request.user)
    return page.answer(request, form, verb) if request.method == "POST" else page.shown(request, form)


@require_http_methods(WORDS)
@verb_required("reports.make_pay")
def columns(request: AccountRequest) -> HttpResponse:
    """The columns of the company's file, with the first rows of the latest final month."""
    form = ColumnsForm(request.POST or None, now=file.columns())
    chosen = form.cleaned_data["columns"] if request.method == "POST" and form.is_valid() else file.columns()
    if request.method == "POST" and request.POST.get("do") != "look":
        verb = partial(file.save_columns, by=request.user)
        if attempt(request, verb, form=form, said=_("The columns are saved.")):
            return redirect("reports:pay_columns")
    return render(request, "reports/pay/columns.html", {"form": form, "preview": _preview(chosen)})


def _preview(chosen: file.Columns) -> list[list[object]]:
    record = MonthRecord.objects.filter(state__in=CLOSED).order_by("-first_day").first()
    if record is None:
        return []
    batch = PayBatch(month=record, number=1)
    return file.table([due.row(batch, 0) for due in MonthDue(record).everybody[:3]], chosen)


def _page(month: Month, title: str, done: str) -> FormPage:
    return FormPage(
        title=title,
        explanation=_("A sum beside the grade; it never changes it. A month that was paid gets a difference."),
        action=_("Enter"),
        back=reverse("reports:pay_items", args=[month]),
        done=done,
    )
