"""Fields of the editor: numbers and words as a plan's document has them."""

from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from django import forms
from django.forms import ValidationError
from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import decimal_text
from kpi_portal.lib.rounding import printed
from scoring.engine.definition import Text

Words = dict[str, str] | None
"""``{"zh": …, "en": …}`` as a document has it; None where nothing is written."""

_MOST, _PLACES = Decimal(10**7), 4


def number(text: str, *, places: int = _PLACES) -> Decimal:
    """What is typed as a number; full-width digits are digits. Raises ValidationError."""
    try:
        value = Decimal(normalize("NFKC", text).strip())
        if value.is_finite() and abs(value) < _MOST and round(value, places) == value:
            return value
    except InvalidOperation:
        pass
    raise ValidationError(_("Write a number with at most %(places)s decimals.") % {"places": places})


def weight(text: str) -> str:
    """A weight as the document has it. Raises ValidationError."""
    value = number(text, places=2)
    if not 0 <= value <= 100:
        raise ValidationError(_("Write a number from 0 to 100."))
    return printed(value)


class NumberField(forms.CharField):
    """A decimal number, cleaned to the document's text; at least ``low`` and at most ``high``."""

    def __init__(self, *, low: int | None = 0, high: int | None = None, **options: Any) -> None:
        self.low, self.high = low, high
        super().__init__(
            max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> str:
        """Raises ValidationError; empty stays empty where it may."""
        text = super().clean(value)
        if not text:
            return ""
        found = number(text)
        if self.low is not None and found < self.low:
            raise ValidationError(_("At least %(low)s.") % {"low": self.low})
        if self.high is not None and found > self.high:
            raise ValidationError(_("At most %(high)s.") % {"high": self.high})
        return decimal_text(found)


class CountField(forms.IntegerField):
    """A whole number."""

    def __init__(self, *, low: int = 0, high: int = 10_000, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=low, max_value=high, widget=widget, **options)


def words(zh: str, en: str) -> Words:
    """Both languages; where one is not written the other stands for it."""
    zh, en = zh.strip(), en.strip()
    return {"zh": zh or en, "en": en or zh} if zh or en else None


def typed(name: str, text: Text | None) -> dict[str, str]:
    """The initial values of the two fields of some words; English that only repeats the Chinese is not shown."""
    if text is None:
        return {name: "", f"{name}_en": ""}
    return {name: text.zh, f"{name}_en": "" if text.en == text.zh else text.en}
