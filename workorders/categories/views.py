"""The tree of categories and problems: looked at, and kept by the company."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Department, Person
from people.querysets import chinese_order
from workorders.categories import verbs
from workorders.models import OrderCategory


class CategoryForm(forms.Form):
    """Name, problems as text, and who usually does it."""

    name = forms.CharField(label=gettext_lazy("Name of the category"), max_length=60)
    problems = forms.CharField(
        label=gettext_lazy("Problems"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One on each line, the frequent ones first; “!” behind an emergency, which has a clock of its own."
        ),
    )
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=gettext_lazy("Department that usually does it"),
        required=False,
        empty_label=gettext_lazy("The desk itself"),
    )
    executor = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Who of it usually does it"),
        required=False,
        empty_label=gettext_lazy("whoever is free"),
    )
    is_emergency = forms.BooleanField(
        label=gettext_lazy("Every problem of it is an emergency"),
        required=False,
        help_text=gettext_lazy("It stands above every filter, and the department is written to at once."),
    )
    position = forms.IntegerField(label=gettext_lazy("Place in the form"), min_value=0, max_value=999)
    in_use = forms.BooleanField(label=gettext_lazy("Offered in the form"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["executor"]
        assert isinstance(field, forms.ModelChoiceField)
        of_departments = Person.objects.standing().filter(is_active=True).exclude(department=None)
        field.queryset = of_departments.order_by("department__code", chinese_order("name"))


@require_safe
@verb_required("workorders.keep_categories")
def category_list(request: AccountRequest) -> HttpResponse:
    """Every category with its problems."""
    categories = OrderCategory.objects.select_related("department", "executor")
    return render(request, "workorders/categories.html", {"categories": categories})


@require_http_methods(["GET", "POST"])
@verb_required("workorders.keep_categories")
def add(request: AccountRequest) -> HttpResponse:
    """A new category, at the end."""
    held = {"position": OrderCategory.objects.count() + 1, "in_use": True}
    return _page(_("New category")).answer(request, _form(request, held), partial(verbs.save_category, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("workorders.keep_categories")
def change(request: AccountRequest, pk: int) -> HttpResponse:
    """Another content; orders keep the words that they were entered with."""
    found = get_object_or_404(OrderCategory, pk=pk)
    held = {
        name: getattr(found, name) for name in ("name", "department", "executor", "is_emergency", "position", "in_use")
    }
    form = _form(request, held | {"problems": verbs.written(found.problems)})
    return _page(found.name).answer(request, form, partial(verbs.save_category, category=found, by=request.user))


@require_POST
@verb_required("workorders.keep_categories")
def adopt(request: AccountRequest) -> HttpResponse:
    """The usual tree, beside what the company has."""
    verb = partial(verbs.adopt_categories, by=request.user)
    attempt(request, verb, said=lambda number: _("%(n)s categories were added.") % {"n": number})
    return redirect("workorders:categories")


def _form(request: AccountRequest, held: dict[str, Any]) -> CategoryForm:
    return CategoryForm(request.POST if request.method == "POST" else None, initial=held)


def _page(title: str) -> FormPage:
    return FormPage(
        title=title,
        explanation=_("Orders that were entered keep their words, whatever is changed here."),
        back=reverse("workorders:categories"),
        done=_("The category is saved."),
    )
