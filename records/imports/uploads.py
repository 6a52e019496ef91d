"""Files that come through the browser: kept with their batch, judged as often as the mapping changes, stored once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from kpi_portal.lib.tables import Table, open_table
from records.models import Batch, ImportRun
from records.months import company_zone

from . import running
from .binding import bind
from .causes import Mend
from .collecting import Problems
from .content import content
from .fields import Field
from .judging import Judge
from .kinds import all_kinds, fields_of, together
from .profile import Profile, read_as

if TYPE_CHECKING:
    from people.models import Account

LARGEST_UPLOAD = 50 * 1024 * 1024
PREVIEWED = 4


@contextmanager
def table_of(batch: Batch) -> Iterator[Table]:
    """The batch's file, read as its profile says so far. Raises `Refused`."""
    with content(batch) as stream, open_table(stream, **read_as(batch.profile)) as table:
        yield table


def keep(batch: Batch, document: Mapping[str, Any]) -> None:
    """Keep a mapping, complete or not. Another one than that which the file was checked by has to be checked again:
    nothing is stored by a mapping that nobody has seen the result of."""
    if batch.state in (Batch.State.JUDGED, Batch.State.REFUSED) and dict(document) != batch.profile:
        batch.state = Batch.State.UPLOADED
    batch.profile, batch.source = dict(document), document["source"]
    batch.save(update_fields=["profile", "source", "state"])


def check(batch: Batch, *, by: Account) -> ImportRun:
    """Have the file judged by the mapping that is kept. Nothing is stored. Raises `Refused`."""
    return running.ask(batch, ImportRun.Act.CHECK, by=by)


def mend(batch: Batch, change: Mend, *, by: Account) -> ImportRun:
    """Change the mapping as a button says, and have the file judged by it. Raises `Refused`."""
    keep(batch, change.change(batch.profile))
    return check(batch, by=by)


def store(batch: Batch, *, by: Account, confirmed: tuple[str, ...] = ()) -> ImportRun:
    """Have the file stored by the mapping it was judged by: all of it, or with `skip_bad` confirmed the good rows;
    with `accept_repeats` also those that say the same as facts of other files. Raises `Refused`."""
    return running.ask(batch, ImportRun.Act.STORE, by=by, confirmed=confirmed)


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as the mapping reads them."""

    labels: list[str]
    rows: list[tuple[int, list[tuple[str, Any]]]]
    """Row number; label and value of each field."""


def preview(batch: Batch, table: Table) -> Preview | None:
    """The first good rows by the batch's mapping; None without one. Raises `Refused`."""
    if not batch.profile.get("fields"):
        return None
    judge, shown = _reading(batch, table)
    rows = [
        (row.number, [(str(field.label), _shown(field, row.values.get(field.name))) for field in shown])
        for row in islice(judge.judge(islice(table.rows(), 200)), PREVIEWED)
    ]
    return Preview([str(field.label) for field in shown], rows)


def as_read(batch: Batch, table: Table, numbers: Sequence[int]) -> dict[int, list[tuple[str, Any]]]:
    """Of these rows, those that can be read: label and value of each field that is filled. The file is read as far as
    the last of them, and no more of it is kept. Raises `Refused`."""
    judge, shown = _reading(batch, table)
    wanted, last = set(numbers), max(numbers)
    rows = (row for row in takewhile(lambda row: row.number <= last, table.rows()) if row.number in wanted)
    return {
        row.number: [
            (str(field.label), _shown(field, value))
            for field in shown
            if (value := row.values.get(field.name)) is not None
        ]
        for row in judge.judge(rows)
    }


def _reading(batch: Batch, table: Table) -> tuple[Judge, list[Field]]:
    """Who reads rows by the batch's mapping, and the fields that it fills."""
    profile = Profile.from_document(batch.profile)
    kinds = together(all_kinds()[batch.kind], profile.fields)
    binding = bind(profile, fields_of(kinds), table.columns)
    style = profile.style(company_zone=company_zone(), now=timezone.now())
    judge = Judge(binding, style, [kind.check for kind in kinds], Problems().add)
    bound = {one.field.name for one in binding.fields}
    return judge, [field for field in fields_of(kinds) if field.name in bound]


def _shown(field: Field, value: Any) -> Any:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str):
        value = field.shown(value) if field.choices else value
        return value if len(value) <= 40 else f"{value[:39]}…"
    return value
