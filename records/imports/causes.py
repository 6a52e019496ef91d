"""What is wrong with a file, by cause: how many rows, which values, what to do, and the button for it (IMPORTS §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from records.models import Batch, RowProblem

from .choosing import Choice, choice
from .explanations import explanation
from .problems import Severity, sentence

VALUES_SHOWN, ROWS_SHOWN = 6, 10
NEAR = "_near"
"""How the code of an unknown name ends that is nearly known."""
Document = Mapping[str, Any]


def _creating(what: str) -> Callable[[Document], dict[str, Any]]:
    return lambda document: {**document, "creates": sorted({*document.get("creates", ()), what})}


def _restarting(period: str) -> Callable[[Document], dict[str, Any]]:
    return lambda document: {**document, "numbers_restart": period}


@dataclass(frozen=True, slots=True)
class Mend:
    """A button that changes the mapping so that rows of this cause can be stored."""

    name: str
    label: Any
    change: Callable[[Document], dict[str, Any]]


MENDS = (
    Mend("create_people", _("Create them all"), _creating("people")),
    Mend("create_sites", _("Create them all"), _creating("sites")),
    Mend("create_teams", _("Create them all"), _creating("teams")),
    Mend("restart_yearly", _("The numbers begin again every year"), _restarting("yearly")),
    Mend("restart_monthly", _("The numbers begin again every month"), _restarting("monthly")),
)
BY_NAME = {mend.name: mend for mend in MENDS}
OF_CODE = {
    "unknown_person": ("create_people",),
    "unknown_site": ("create_sites",),
    "unknown_team": ("create_teams",),
    "number_begins_again": ("restart_yearly", "restart_monthly"),
}
ON_THE_MAPPING = frozenset(
    {
        "missing", "unknown_choice", "not_in_map", "unreadable_date", "date_order", "number_not_date", "two_part_time",
        "decimal_style", "not_a_number", "not_whole", "time_without_day", "since_missing", "not_a_duration",
        "answer_without_time", "no_name", "responder_left_out",
    }
)  # fmt: skip
"""What is mended by saying differently how the file is read."""


class Place(NamedTuple):
    """One row of a cause: the word in question, and the sentence with what it names of the row."""

    row: int
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Rows of which the same is wrong. ``values``: some of the words in question, with how many rows have each."""

    code: str
    column: str
    rows: int
    sentence: str
    do: str
    values: tuple[tuple[str, int], ...]
    more: int
    first: tuple[Place, ...]
    mends: tuple[Mend, ...]
    choice: Choice | None
    is_mended_on_the_mapping: bool

    @property
    def lines(self) -> tuple[Place, ...]:
        """The first rows, where words and sentence do not say it all."""
        alike = len({place.sentence for place in self.first}) == 1
        return () if alike and self.values else self.first


def causes(batch: Batch, severity: Severity) -> list[Cause]:
    """The causes of this severity, those of most rows first. Names that somebody nearly has are unknown like others."""
    found = batch.problems.filter(severity=severity).order_by()
    groups = found.values_list(Replace("code", Value(NEAR)), "column").annotate(
        rows=Count("row", distinct=True), words=Count("value", distinct=True)
    )
    counted = batch.detail.get("warnings", {}) if severity is Severity.WARNING else {}
    made = [
        _cause(
            batch.problems.filter(severity=severity, code__in=(code, f"{code}{NEAR}"), column=column),
            max(rows, counted.get(code, 0)),
            words,
        )
        for code, column, rows, words in groups
    ]
    return sorted(made, key=lambda cause: (-cause.rows, cause.code))


def _cause(own: QuerySet[RowProblem], rows: int, words: int) -> Cause:
    """One group of problems, of ``rows`` rows and as many different values as ``words``."""
    by_value = own.order_by().exclude(value="").values_list("value").annotate(rows=Count("row", distinct=True))
    values = tuple(by_value.order_by("-rows", "value")[:VALUES_SHOWN])
    shown = list(own[:ROWS_SHOWN])
    first = tuple(Place(row.row, row.value, sentence(row.code, row.params)) for row in shown)
    code, is_error = shown[0].code.removesuffix(NEAR), shown[0].severity == Severity.ERROR
    told = explanation(code)
    alike = len({place.sentence for place in first}) == 1
    return Cause(
        code=code,
        column=shown[0].column,
        rows=rows,
        sentence=first[0].sentence if alike or told is None else told.sentence,
        do=told.do if told else "",
        values=values,
        more=max(0, words - len(values)),
        first=first,
        choice=choice(shown[0].batch, code, own) if is_error else None,
        mends=tuple(BY_NAME[name] for name in OF_CODE.get(code, ()) if is_error),
        is_mended_on_the_mapping=is_error and code in ON_THE_MAPPING,
    )
