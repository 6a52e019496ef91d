"""How a company wishes its grades to be spread (SCORING §5, Grading): shown beside every month, never applied."""

import re
from decimal import Decimal

from django.forms import ValidationError
from django.utils.translation import gettext as _

_BETWEEN = re.compile(r"[,，、;；]")
_PART = re.compile(r"\s*([^\s\d%]+)\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?\s*")


def wished(text: str) -> dict[str, Decimal]:
    """Grade → percent of those with a grade, of ``S 10, A 20``. Raises ValidationError."""
    found: dict[str, Decimal] = {}
    for part in filter(str.strip, _BETWEEN.split(text)):
        told = _PART.fullmatch(part)
        if told is None or told[1] in found:
            raise ValidationError(_("Write grades and percentages, such as: S 10, A 20, B 50."))
        found[told[1]] = Decimal(told[2])
    if sum(found.values()) > 100:
        raise ValidationError(_("The percentages add up to more than 100."))
    return found


def can_be_read(text: str) -> None:
    """Raises ValidationError where it cannot: the field's validator."""
    wished(text)
