"""Forms around a draft of a plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month_field import MonthField
from people.models import Posting, Site
from scoring.plans.versions import For


class ScopeForm(forms.Form):
    """From which month, and for whom."""

    valid_from = MonthField(
        label=gettext_lazy("From month"),
        required=False,
        help_text=gettext_lazy("It has to be published before the targets of that month are frozen."),
    )
    post = forms.ChoiceField(
        label=gettext_lazy("Post"), required=False, choices=[("", gettext_lazy("All posts")), *Posting.Post.choices]
    )
    site_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of site"),
        required=False,
        choices=[("", gettext_lazy("All kinds")), *Site.Kind.choices],
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        required=False,
        queryset=Site.objects.none(),
        empty_label=gettext_lazy("All sites"),
        help_text=gettext_lazy("A plan of one site goes before one of its kind, and that before the company's."),
    )

    trial = forms.BooleanField(
        label=gettext_lazy("On trial"),
        required=False,
        help_text=gettext_lazy("Makes second cards beside those that count: never paid, never ranked with them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The scope as one thing."""
        values = super().clean() or {}
        if values.get("site") and values.get("site_kind"):
            self.add_error("site_kind", _("A site has its kind already: choose the site or the kind."))
            return values
        whom = For(values.pop("site", None), values.pop("site_kind", ""), values.pop("post", ""))
        return values | {"whom": whom}
