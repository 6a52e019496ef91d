"""What is asked of whoever holds a talk, of the agent, and of who is to do something of a plan."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib import attachments
from kpi_portal.lib.instant_input import InstantInput
from people.access import COLLEAGUE, HR, SUPERVISOR
from people.models import Person
from people.querysets import PersonQuerySet
from scoring.models import Moment, Talk, TalkItem
from scoring.talks.verbs import MOST_ITEMS, Planned

DayInput = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def owners(talk: Talk, by: int) -> PersonQuerySet:
    """Who can be asked to do something: whom the talk is about, oneself, colleagues of departments, supervisors, HR."""
    asked = Person.objects.standing().filter(account__is_active=True)
    roles = [SUPERVISOR, HR, COLLEAGUE]
    beside = asked.filter(account__roles__overlap=roles)
    both = Person.objects.filter(pk__in=[talk.agent_id, by])
    people: PersonQuerySet = Person.objects.filter(pk__in=(beside.values("pk").union(both.values("pk"))))
    return people.select_related("department").in_chinese_order()


class _Owner(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when run
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.department}" if obj.department_id else str(obj.name)


class TalkForm(forms.Form):
    """The record. Nothing is required of a draft; the verb says what a signed one lacks."""

    held_at = forms.DateTimeField(label=pgettext_lazy("talk", "When"), required=False, widget=InstantInput())
    place = forms.CharField(label=pgettext_lazy("talk", "Where"), max_length=100, required=False)
    strengths = forms.CharField(
        label=gettext_lazy("What went well"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gaps = forms.CharField(
        label=gettext_lazy("What is missing"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ticked = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any = None, *, talk: Talk, keys: Iterable[str]) -> None:
        first = {name: getattr(talk, name) for name in ("held_at", "place", "strengths", "gaps", "ticked")}
        super().__init__(data, initial=first, prefix="talk")
        self.fields["ticked"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """One thing of the plan; an empty row is none."""

    what = forms.CharField(label=gettext_lazy("What is done"), max_length=200, required=False)
    owner = _Owner(queryset=Person.objects.none(), label=gettext_lazy("Who does it"), empty_label=None)
    due = forms.DateField(label=pgettext_lazy("item of a plan", "Until"), required=False, widget=DayInput)
    proof = forms.CharField(label=gettext_lazy("How one knows that it is done"), max_length=200, required=False)
    dimension = forms.ChoiceField(label=gettext_lazy("What it should lift"), required=False)

    def __init__(
        self, *args: Any, people: PersonQuerySet, dimensions: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["dimension"].choices = [("", "–"), *dimensions]  # type: ignore[attr-defined]

    def planned(self) -> Planned | None:
        """What the verb takes; None for an empty row."""
        told = self.cleaned_data
        return Planned(**told) if told.get("what", "").strip() else None


class ItemFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    """The rows of the plan."""

    def planned(self) -> list[Planned]:
        """Those that say something."""
        return [item for form in self.forms if (item := form.planned()) is not None]


_Items = forms.formset_factory(ItemForm, formset=ItemFormSet, extra=0, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 1)
PREFIX = "items"


def item_forms(talk: Talk, data: Mapping[str, Any] | None, **choices: Any) -> ItemFormSet:
    """The rows as typed, or as kept with one empty row where there is none."""
    if data is not None:
        return cast(ItemFormSet, _Items(data, prefix=PREFIX, form_kwargs=choices))
    fields = ("what", "owner", "due", "proof", "dimension")
    kept = [{name: getattr(item, name) for name in fields} for item in talk.items.select_related("owner")]
    first = kept or [{"owner": talk.agent_id}]
    return cast(ItemFormSet, _Items(initial=first, prefix=PREFIX, form_kwargs=choices))


def with_one_more(data: Any, talk: Talk) -> Any:
    """What was typed, and an empty row."""
    more = data.copy()
    try:
        number = max(0, min(int(data.get(f"{PREFIX}-TOTAL_FORMS", 0)), MOST_ITEMS - 1))
    except ValueError:
        number = 0
    more[f"{PREFIX}-TOTAL_FORMS"] = str(number + 1)
    more[f"{PREFIX}-{number}-owner"] = str(talk.agent_id)
    return more


class WordsForm(forms.Form):
    """What the agent says when signing, or why not."""

    words = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands beside the record. Who does not sign says why."),
    )


class FinishForm(forms.Form):
    """What was done, and what shows it."""

    words = forms.CharField(
        label=gettext_lazy("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("A PDF or a picture of at most 10 MB.")
    )

    def clean_file(self) -> Any:
        """As it is kept."""
        file = self.cleaned_data["file"]
        return attachments.taken(file) if file else None


class OutcomeForm(forms.Form):
    """What became of an item."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"), choices=TalkItem.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=gettext_lazy("What is seen of it"), max_length=300, required=False)


class MomentForm(forms.Form):
    """A good or bad moment."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    tone = forms.ChoiceField(label=gettext_lazy("What it was"), choices=Moment.Tone.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What happened"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
