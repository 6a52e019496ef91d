"""What can be wrong with a row, as a code with parameters; the sentence is made when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.refusals import Refused

WORDS: dict[str, Mapping[str, object]] = {}
"""Part of a sentence → what its codes are called, lazily translated."""
MESSAGES: dict[str, str] = {
    # a cell
    "missing": _noop("This must not be empty."),
    "nul": _noop("The cell contains NUL bytes."),
    "error_cell": _noop("The cell shows the error %(shown)s instead of a value."),
    "too_long": _noop("Longer than %(limit)s characters."),
    "scientific": _noop(
        "The number was turned into scientific notation and lost digits; format the column as text and export again."
    ),
    "digits_lost": _noop(
        "A number of 16 digits or more: Excel may have turned its last digits into zeros; format the column as text."
    ),
    "date_for_number": _noop(
        "The workbook holds a date here, and it was taken as the number %(shown)s; programs make dates of numbers such "
        "as 3-12. If it was one, format the column as text and enter it again."
    ),
    "digits_rounded": _noop(
        "A number of so many digits is rounded in a number cell; format the column as text and enter it again."
    ),
    "not_a_number": _noop("This is not a number."),
    "not_whole": _noop("This is not a whole number."),
    "decimal_style": _noop("The number uses “%(mark)s” in a way the profile's decimal style does not allow."),
    "too_small": _noop("Smaller than %(limit)s."),
    "too_large": _noop("Larger than %(limit)s."),
    "too_precise": _noop("More than %(places)s decimal places."),
    "not_yes_or_no": _noop("This is neither yes nor no."),
    "unknown_choice": _noop("Unknown value; allowed are: %(allowed)s."),
    "not_in_map": _noop("The profile's table for this column has no such entry; it knows: %(allowed)s."),
    # dates
    "unreadable_date": _noop("This cannot be read as a date."),
    "no_such_day": _noop("There is no such day."),
    "month_cut": _noop("This may be January or October; write %(year)s-01 or %(year)s-10."),
    "no_such_time": _noop("There is no such time of day."),
    "date_order": _noop(
        "Day and month can be confused here; choose how dates are read on the page of columns, or give the profile its "
        "date format."
    ),
    "number_not_date": _noop(
        "This is a plain number, not a date; format the column as date and time, or choose on the page of columns what "
        "the number counts."
    ),
    "time_span": _noop("These are two times of day; one is expected."),
    "date_without_year": _noop("The year is missing; write it like 2026-11-03 09:05."),
    "part_of_the_day": _noop("The hour does not go with the part of the day; write it with 24 hours, like 21:30."),
    "time_without_day": _noop("This is a time of day without a day."),
    "implausible_year": _noop("The year %(year)s cannot be right."),
    "future": _noop("This lies in the future."),
    "skipped_hour": _noop("This time never existed in %(zone)s: the clocks were put forward."),
    "ambiguous_hour": _noop("This hour happened twice in %(zone)s (clocks put back); it was read as the first."),
    "date_without_time": _noop("No time of day; it was read as 00:00."),
    "time_dropped": _noop("A day is expected; the time of day was left out."),
    "two_part_time": _noop(
        "“%(shown)s” may be hours and minutes or minutes and seconds; say on the page of columns which it is."
    ),
    "negative_duration": _noop("A duration cannot be negative."),
    "not_a_duration": _noop("This is not a length of time; write it like 90, 1:02:30 or 2小时15分."),
    "moment_not_duration": _noop(
        "The workbook shows a point in time here, not a length of time; format the cells as [h]:mm:ss."
    ),
    "since_missing": _noop("The instant this duration counts from (%(field)s) is missing."),
    # a row
    "too_few_cells": _noop(
        "The row has %(found)s cells, the header %(expected)s; the missing ones were read as empty."
    ),
    "example_row": _noop("This is the example row of the template; it was left out."),
    "totals_row": _noop("This row adds the others up; it was left out."),
    "hidden_row": _noop("The workbook hides this row; it was read like the others."),
    "extra_cells": _noop("The row has %(found)s cells, but the header only %(expected)s; it may have been cut in two."),
    "twice": _noop("The same number stands in row %(first)s already."),
    "unknown_person": _noop("There is no such person, and the profile does not allow creating people."),
    "unknown_person_near": _noop("There is no such person. Do you mean %(nearest)s?"),
    "ambiguous_person": _noop("%(count)s people have this name; use the staff number."),
    "number_of_somebody": _noop("%(number)s is the staff number of %(known)s; write one of the two alone."),
    "near_person": _noop("A new person was made; nearly the same is known: %(nearest)s."),
    "no_name": _noop(
        "“%(word)s” is no name. If it stands for nothing, say so on the page of columns (Words that mean “nothing”)."
    ),
    "unknown_site": _noop("There is no such site, and the profile does not allow creating sites."),
    "unknown_site_near": _noop("There is no such site. Do you mean %(nearest)s?"),
    "unknown_team": _noop("There is no such team, and the profile does not allow creating teams."),
    "unknown_team_near": _noop("There is no such team. Do you mean %(nearest)s?"),
    "unknown_department": _noop("There is no such department."),
    "unknown_department_near": _noop("There is no such department. Do you mean %(nearest)s?"),
    "ends_before_start": _noop("The last day is before the first."),
    "for_oneself": _noop("Nobody acts for themselves: somebody else has to enter this."),
    "repeats": _noop(
        "Looks like row %(place)s of %(file)s. If it happened a second time, store it with the box “also rows that "
        "look like facts of other files”."
    ),
    "fact_begins_again": _noop(
        "The numbers seem to begin again: %(number)s is known of %(month)s, about %(known)s. Put the month or the year "
        "before the numbers, or leave the column of the numbers out; if %(number)s was wrong before, undo that import."
    ),
    "fact_moves_month": _noop(
        "%(number)s counted for %(month)s until now; it counts for %(now)s. If it is another one whose number began "
        "again, put the month before the numbers, or leave the column of the numbers out."
    ),
    "late": _noop("This would change the final month %(month)s; it waits in the queue of late facts."),
    "of_final_month": _noop(
        "This would change days of %(month)s, which is final; let it begin later, or have the month opened again."
    ),
    "not_stored": _noop("The database did not take this row: %(reason)s"),
}


def add_messages(messages: dict[str, str]) -> None:
    """Sentences of a kind's own codes. A code that means something else already is refused (ValueError)."""
    for code, text in messages.items():
        if MESSAGES.setdefault(code, text) != text:
            raise ValueError(f"The code “{code}” already has another sentence.")


def add_words(param: str, words: Mapping[str, object]) -> None:
    """What the codes are called that stand for this part of a sentence: it is kept as a code, and read by people in
    their own language."""
    WORDS[param] = words


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a problem in the active language; the bare code where a stored problem is older than its
    sentence."""
    said = {name: WORDS[name].get(str(value), value) if name in WORDS else value for name, value in params.items()}
    try:
        return gettext(MESSAGES[code]) % said
    except (KeyError, TypeError, ValueError):
        return code


class Severity(StrEnum):
    """Errors keep a row out; warnings are stored with it."""

    ERROR = "error"
    WARNING = "warning"


class CellError(Refused):
    """A cell that cannot be understood."""

    code: str
    params: dict[str, object]

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(gettext_lazy(MESSAGES[code]), code=code, params=params)


class Problem(NamedTuple):
    """One thing wrong with one row; `column` is the file's own name for it, empty if it concerns the whole row."""

    row: int
    severity: Severity
    column: str
    value: str
    code: str
    params: dict[str, object]

    @property
    def sentence(self) -> str:
        """What is wrong, in the active language."""
        return sentence(self.code, self.params)


class Warn(NamedTuple):
    """What a reader warns about while it still returns a value."""

    code: str
    params: dict[str, object]


Warner = Callable[[Warn], None]
