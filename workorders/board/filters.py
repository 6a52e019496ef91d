"""What the board can be narrowed by; the same words stand in the address, so that a tab can keep them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Account, Department
from workorders.board.jobs import COLUMNS, Job
from workorders.models import OrderCategory


class BoardFilter(forms.Form):
    """Every field is optional."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number, room or subject")}),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label=_("All departments")
    )
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    late = forms.BooleanField(label=_("Late only"), required=False)
    column = forms.ChoiceField(required=False, choices=[("", "")] + [(code, name) for code, name, _rule in COLUMNS])

    def __init__(self, data: Any, *, account: Account, categories: Iterable[OrderCategory]) -> None:
        super().__init__(data)
        self.account = account
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All categories")), *((one.name, one.name) for one in categories)]
        self.said = {name: self.cleaned_data.get(name) for name in self.fields} if self.is_valid() else {}

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return any(self.said.values())

    def kept(self, jobs: Iterable[Job]) -> list[Job]:
        """The jobs that fit."""
        return [job for job in jobs if self._fits(job)]

    def _fits(self, job: Job) -> bool:
        said, department = self.said, self.said.get("department")
        return (
            self._says(job, (said.get("q") or "").casefold())
            and said.get("category") in ("", None, job.order.category)
            and (department is None or job.handling.department_id == department.pk)
            and (not said.get("mine") or self._is_mine(job))
            and (not said.get("late") or job.is_late)
        )

    def _is_mine(self, job: Job) -> bool:
        return self.account.person_id in (
            job.order.agent_id,
            job.order.first_contact_owner_id,
            job.handling.executor_id,
        )

    @staticmethod
    def _says(job: Job, words: str) -> bool:
        return any(words in text.casefold() for text in (job.order.number, job.order.subject, job.place))
