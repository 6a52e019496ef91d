"""Fields and forms that several kinds share. The verbs refuse; forms say it at the field."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.instant_input import InstantInput
from people.models import Person
from people.posts import Post
from people.querysets import PersonQuerySet


class PastInstantField(forms.DateTimeField):
    """An instant that is not in the future."""

    widget = InstantInput

    def clean(self, value: Any) -> Any:
        instant: datetime | None = super().clean(value)
        if instant is not None and instant > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return instant


class ReasonForm(forms.Form):
    """Why something is excluded, included again or corrected."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def agents_among(people: PersonQuerySet) -> PersonQuerySet:
    """The agents, present and former, among these people."""
    return people.filter(pk__in=Person.objects.filter(postings__post=Post.AGENT)).in_chinese_order()
