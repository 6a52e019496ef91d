"""Forms of the order's page."""

from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import identifier_key
from people.models import Account
from workorders.models import WorkOrder


class ReasonForm(forms.Form):
    """Why an order is exempted, or a correction withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DuplicateForm(forms.Form):
    """Which order says the same, among those the account may see."""

    original = forms.CharField(label=_("Number of the original order"), max_length=100)
    reason = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, account: Account, source: str) -> None:
        super().__init__(data, prefix="duplicate")
        self.account, self.source = account, source

    def clean_original(self) -> WorkOrder:
        """The order of that number; of the same source where several sources use it."""
        number = identifier_key(self.cleaned_data["original"])
        visible = WorkOrder.objects.visible_to(self.account).alias(lowered=Lower("number"))
        found = list(visible.filter(lowered=number)[:5])
        same_source = [order for order in found if order.source == self.source]
        if not found:
            raise forms.ValidationError(_("There is no such order among those you may see."))
        original: WorkOrder = (same_source or found)[0]
        return original
