"""Fields in words, for templates, notes and docs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .fields import Field, FieldType


def form_of(field: Field) -> str:
    """How a value has to look."""
    if field.choices:
        return _("One of: %(words)s.") % {"words": ", ".join(field.shown_choices().values())}
    said = {
        FieldType.IDENTIFIER: _("Number or code, as text; zeros at the front stay."),
        FieldType.INSTANT: _("Date and time, such as 2026-10-19 14:02."),
        FieldType.DAY: _("A day, such as 2026-10-19."),
        FieldType.MONTH: _("A month, such as 2026-10."),
        FieldType.NUMBER: _("A number."),
        FieldType.INTEGER: _("A whole number."),
        FieldType.BOOLEAN: _("yes or no"),
    }.get(field.type, _("Text."))
    return " ".join(filter(None, [said, limits_of(field)]))


def limits_of(field: Field) -> str:
    """Length and bounds; empty for none worth saying."""
    said = []
    if field.type in {FieldType.TEXT, FieldType.IDENTIFIER} and field.max_length < 1_000:
        said.append(_("At most %(limit)s characters.") % {"limit": field.max_length})
    if field.minimum is not None:
        said.append(_("At least %(limit)s.") % {"limit": field.minimum})
    if field.maximum is not None:
        said.append(_("At most %(limit)s.") % {"limit": field.maximum})
    if field.places:
        said.append(_("Decimals: at most %(places)s.") % {"places": field.places})
    return " ".join(said)
