"""Names of plans, dimensions and indicators, which are kept in both languages, in the reader's; months in short."""

from django.utils.formats import date_format

from kpi_portal.lib.language import is_chinese
from kpi_portal.lib.month import Month
from scoring.annual_goals.entered import of_goals
from scoring.engine.definition import Text


def say(text: Text) -> str:
    """The words in the active language."""
    return text.zh if is_chinese() else text.en


def indicator_name(code: str) -> str:
    """What an indicator is called, or a goal that is entered; one that is not in the catalogue any more by its code."""
    known = of_goals().get(code)
    return say(known.name) if known else code


def short_month(value: Month) -> str:
    """``10月``, ``Oct``."""
    return date_format(value.first_day, "n月" if is_chinese() else "b").title()
