"""What an act asks for. Their fields are the arguments of the verbs."""

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import FilteredRelation, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.instant_input import InstantInput
from people.models import Department, Person
from people.querysets import chinese_order
from workorders.acts.agents import posted_at
from workorders.models import Handling
from workorders.photos.fields import PhotosField
from workorders.usual import usual

DESK = "desk"


class ActForm(forms.Form):
    """Of one order; fields are named after the act, so that several stand on one page."""

    def __init__(self, data: Any = None, files: Any = None, *, handling: Handling, prefix: str) -> None:
        super().__init__(data, files, prefix=prefix, use_required_attribute=False)
        self.handling, self.order = handling, handling.order
        self.fit()

    def fit(self) -> None:
        """What the fields offer for this order."""

    def arguments(self) -> dict[str, Any]:
        """Of the verb."""
        return self.cleaned_data


class NothingForm(ActForm):
    """Nothing is asked."""


class ReasonActForm(ActForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class UntilForm(ActForm):
    """Until when."""

    until = forms.DateTimeField(label=gettext_lazy("Until"), widget=InstantInput)

    def clean_until(self) -> Any:
        """Not in the past."""
        if self.cleaned_data["until"] <= timezone.now():
            raise forms.ValidationError(_("This time has passed already."))
        return self.cleaned_data["until"]


class UntilWithReasonForm(UntilForm):
    """Until when, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class WordsForm(ActForm):
    """What the resident was told: one of the usual words, own ones, or both."""

    USUAL = (
        ("coming", gettext_lazy("Somebody is on the way")),
        ("there", gettext_lazy("Work has begun on the spot")),
        ("today", gettext_lazy("It will be done today")),
        ("later", gettext_lazy("It takes longer than promised")),
    )
    usual = forms.ChoiceField(label=gettext_lazy("The usual"), choices=USUAL, required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What the resident was told"),
        required=False,
        max_length=450,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Something has to be said; the usual words are the portal's, whoever chose them."""
        said = super().clean() or {}
        with translation.override(settings.LANGUAGE_CODE):
            usual = str(dict(self.USUAL).get(said.get("usual") or "", ""))
            words = _(". ").join(part for part in (usual, said.get("words") or "") if part)
        if not words and not self.errors:
            self.add_error("words", _("Say what the resident was told."))
        return {"words": words}


class CompleteForm(ActForm):
    """What was done, with pictures."""

    note = forms.CharField(
        label=gettext_lazy("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = PhotosField(label=gettext_lazy("Pictures of the work"), required=False)


class AgentForm(ActForm):
    """To which agent, and why."""

    agent = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Hand it over to"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def fit(self) -> None:
        """The agents of the site's team and site, without who has it now."""
        field = self.fields["agent"]
        assert isinstance(field, forms.ModelChoiceField)
        people = posted_at(self.order.site_id).exclude(pk=self.order.agent_id)
        field.queryset = people.order_by(chinese_order("name"))


class DispatchForm(ActForm):
    """Who does the work: a department, or somebody of it."""

    who = forms.ChoiceField(label=gettext_lazy("Who does the work"))

    def fit(self) -> None:
        """Departments, each with its people who log in; what the order has now is chosen."""
        here = FilteredRelation("people", condition=Q(people__is_active=True))
        people = Department.objects.annotate(here=here).order_by("code", chinese_order("here__name"))
        choices: list[Any] = [(DESK, _("The desk itself"))]
        for (key, name), rows in groupby(people.values_list("pk", "name", "here", "here__name"), lambda row: row[:2]):
            whole = (f"d{key}", _("%(department)s, whoever is free") % {"department": name})
            choices.append((name, [whole, *((f"p{person}", who) for _key, _name, person, who in rows if person)]))
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = choices, self._now()

    def _now(self) -> str:
        executor, department = self.handling.executor_id, self.handling.department_id
        if not executor and not department and self.order.first_dispatched_at is None:
            told = usual(self.order.building, self.order.category, timezone.now())
            self.fields["who"].help_text = str(told)
            executor = told.executor.person.pk if told.executor.person else None
            department = told.department.pk if told.department else None
        return f"p{executor}" if executor else f"d{department}" if department else DESK

    def arguments(self) -> dict[str, Any]:
        """Department and executor."""
        kind, key = self.cleaned_data["who"][0], self.cleaned_data["who"][1:]
        executor = Person.objects.select_related("department").get(pk=key) if kind == "p" else None
        department = Department.objects.get(pk=key) if self.cleaned_data["who"] != DESK and kind == "d" else None
        return {"department": department, "executor": executor}


class CostsForm(ActForm):
    """Warranty and payment."""

    ANSWERS = (("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
    in_warranty = forms.TypedChoiceField(
        label=gettext_lazy("Under warranty"), choices=ANSWERS, required=False, coerce=lambda said: said == "yes",
        empty_value=None,
    )  # fmt: skip
    is_paid = forms.TypedChoiceField(
        label=gettext_lazy("The resident pays"), choices=ANSWERS, required=False, coerce=lambda said: said == "yes",
        empty_value=None,
    )  # fmt: skip

    def fit(self) -> None:
        """As it is known."""
        for name in ("in_warranty", "is_paid"):
            self.fields[name].initial = {True: "yes", False: "no", None: ""}[getattr(self.handling, name)]
