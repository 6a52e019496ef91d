"""What the audit says of a changed draft: the places of its document by the names that the editor gives them."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Posting, Site
from scoring.engine.definition import Text
from scoring.engine.presets import preset_document
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans.diff import CHOICES
from scoring.plans.editor.indicator_form import KINDS, IndicatorForm
from scoring.plans.editor.rules_form import RulesForm
from scoring.saying import say

VALUES: Mapping[str, Any] = {
    **CHOICES,
    **dict(KINDS),
    **dict(Site.Kind.choices),
    **dict(Posting.Post.choices),
    "yes": gettext_lazy("yes"),
}
LABELS: Mapping[str, Any] = {
    **{name: field.label for form in (RulesForm, IndicatorForm) for name, field in form.base_fields.items()},
    "weight": gettext_lazy("weight"),
    "dimensions": gettext_lazy("Order of the dimensions"),
    "indicators": gettext_lazy("Order of the indicators"),
    "acknowledged": gettext_lazy("Reason given to a check"),
    "grades": gettext_lazy("Grades"),
    "lower": gettext_lazy("from total"),
    "coefficient": gettext_lazy("coefficient"),
    "share": gettext_lazy("at most, percent of those ranked"),
    "steps": gettext_lazy("steps"),
    "month": gettext_lazy("in force from"),
    "site": gettext_lazy("site"),
    "site_kind": gettext_lazy("site kind"),
    "post": gettext_lazy("post"),
    "trial": gettext_lazy("trial"),
}
"""Last part of a path → its name. Parts that are no name themselves (``rule``, ``zh``) are left out of it."""
UNSAID = {"dimensions", "indicators", "grades", "rule", "zh", "limits", "red_lines", "band", "measuring", "follow_up"}


def words(plan: PlanVersion | None, path: str, value: Any) -> tuple[str, Any]:
    """Name and value of what stands at a path such as ``dimensions.innovation.weight``; ``plan`` is None where the
    draft was thrown away."""
    names = _names(plan)
    parts = path.split(".")
    owner = next((names[part] for part in reversed(parts[1:]) if part in names), "")
    if parts[0] == "grades" and len(parts) > 1:
        owner = _("Grade %(code)s") % {"code": parts[1]}
    last = next((part for part in reversed(parts) if part in LABELS and (part not in UNSAID or part == parts[-1])), "")
    label = " ".join(filter(None, (owner, str(LABELS[last]) if last else "")))
    if parts[-1] == "en":
        label = _("%(name)s (English)") % {"name": label}
    return label or path, [_read(each, names) for each in value]


def known_names() -> dict[str, str]:
    """What indicators and the dimensions of the trade are called, by code."""
    return _named(preset_document("standard")) | {code: say(each.name) for code, each in definitions().items()}


def _names(plan: PlanVersion | None) -> Mapping[str, str]:
    """Of dimensions and indicators by code: the draft's own words before those of the trade."""
    return known_names() | (_named(json.loads(plan.document)) if plan else {})


def _named(document: Mapping[str, Any]) -> dict[str, str]:
    parts = (part for dimension in document["dimensions"] for part in (dimension, *dimension["indicators"]))
    return {part["code"]: say(Text(**part["name"])) for part in parts}


def _read(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if "threshold" in value:
            return f"{value['threshold']} → {value['points']}"
        named: dict[str, str] = value.get("name") or value.get("reason") or value
        return say(Text(**named)) if set(named) == {"zh", "en"} else value.get("code", "…")
    if isinstance(value, list):
        return [_read(each, names) for each in value]
    return str(VALUES.get(value, names.get(value, value))) if isinstance(value, str) else value
