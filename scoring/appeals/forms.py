"""What is asked of whom a card is about, and of whoever answers an appeal."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.forms import PastInstantField
from evidence.models import QualityItem
from kpi_portal.lib import attachments
from people.models import Person
from scoring.appeals.questions import MOST_DAYS
from scoring.appeals.remedies import About
from scoring.appeals.subjects import HINTS, Subject, is_of_completion
from scoring.models import Appeal, AppealRound
from workorders.models import WorkOrder

Cause, Item = Appeal.Cause, QualityItem.Outcome


class CommentForm(forms.Form):
    """A word about the card."""

    words = forms.CharField(
        label=gettext_lazy("Your comment"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever sees the card reads it. No figure changes by it."),
    )


class EvidenceForm(forms.Form):
    """One file."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("A PDF or a picture of at most 10 MB."))

    def clean_file(self) -> Any:
        """As it is kept."""
        file = self.cleaned_data["file"]
        return attachments.taken(file) if file else None


class WordsForm(EvidenceForm):
    """What is wrong, in words, and what shows it."""

    words = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Facts, times, who can confirm them. Whoever answers and your leaders read it."),
    )
    field_order: Sequence[str] = ("words", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].help_text = gettext_lazy(
            "A PDF or a picture of at most 10 MB. More can be added afterwards; none is needed."
        )


class QuestionForm(forms.Form):
    """What whoever answers has to know first."""

    words = forms.CharField(
        label=gettext_lazy("What is to be added"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The appellant reads it, and answers with words and files. Once a round."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Working days to answer"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=2,
        help_text=gettext_lazy("Your own deadline stands meanwhile."),
    )


class AppealForm(WordsForm):
    """… with the cause, and, of an order, the time that is claimed."""

    cause = forms.ChoiceField(label=gettext_lazy("What is claimed"), widget=forms.RadioSelect)
    wanted_at = PastInstantField(
        label=gettext_lazy("When the resident was first reached"),
        required=False,
        help_text=gettext_lazy("Needed where the time is wrong."),
    )
    field_order = ("cause", "wanted_at", "words", "file")

    def __init__(self, *args: Any, subject: Subject, is_look: bool = False, **kwargs: Any) -> None:
        """``is_look``: only what it would move is asked for, so no words are needed yet."""
        super().__init__(*args, **kwargs)
        self.fields["words"].required = not is_look
        causes = self.fields["cause"]
        assert isinstance(causes, forms.ChoiceField)
        causes.choices = [(cause.value, f"{cause.label}{_(': ')}{HINTS[cause]}") for cause in subject.causes]
        if len(subject.causes) == 1:
            self.fields["cause"].initial = subject.causes[0].value
        if not isinstance(subject.row, WorkOrder):
            del self.fields["wanted_at"]
        else:
            if is_of_completion(subject.indicator):
                self.fields["wanted_at"].label = gettext_lazy("When it was done")
            self.fields["wanted_at"].says_when_needed = True  # type: ignore[attr-defined]  # read by the field's template

    def clean(self) -> dict[str, Any]:
        """A wrong time is said with the right one."""
        typed = super().clean() or {}
        if typed.get("cause") == Cause.TIME and "wanted_at" in self.fields and not typed.get("wanted_at"):
            self.add_error("wanted_at", forms.ValidationError(gettext_lazy("Say when it was.")))
        return typed


class AnswerForm(forms.Form):
    """What is decided, with the figure that its subject has."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=AppealRound.Outcome.choices, widget=forms.RadioSelect
    )
    at = PastInstantField(label=gettext_lazy("First reached at"), required=False)
    agent = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Whose it was"),
        empty_label=gettext_lazy("nobody's: it is left out"),
        required=False,
    )
    item = forms.ChoiceField(
        label=gettext_lazy("The item becomes"),
        choices=[(each.value, each.label) for each in (Item.PASS, Item.NOT_APPLICABLE)],
        required=False,
    )
    points = forms.DecimalField(
        label=gettext_lazy("Points instead"),
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Where it is upheld in part, or gets another figure; with its sign."),
    )
    found = forms.ChoiceField(
        label=gettext_lazy("Where the mistake came from"),
        choices=[(each.value, each.label) for each in AppealRound.Found if each != AppealRound.Found.NONE],
        required=False,
        help_text=gettext_lazy("Counts in the analysis of appeals."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Your reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The appellant reads it."),
    )

    def __init__(self, data: Any = None, *, appeal: Appeal, current: AppealRound, is_look: bool = False) -> None:
        """``is_look``: only what it would move is asked for, so no reason is needed yet."""
        first = {"outcome": AppealRound.Outcome.ACCEPTED, "at": current.wanted_at}
        super().__init__(data, initial=first)
        of_order = appeal.about == About.ORDER
        of_time, of_credit = (of_order and appeal.cause == cause for cause in (Cause.TIME, Cause.CREDIT))
        self._ask_of_order(appeal)
        asked = {
            "at": of_time,
            "agent": of_credit,
            "item": appeal.about == About.CHECK,
            "points": appeal.about == About.ADJUSTMENT,
        }
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del self.fields[name]
        self.fields["reason"].required = not is_look

    def _ask_of_order(self, appeal: Appeal) -> None:
        if is_of_completion(appeal.indicator):
            self.fields["at"].label = gettext_lazy("Done at")
        others = Person.objects.standing().posted_in(appeal.card.month.month).exclude(pk=appeal.agent_id)
        self.fields["agent"].queryset = others.in_chinese_order()  # type: ignore[attr-defined]
