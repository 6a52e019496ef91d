"""What came of a push, in the numbers of the import's page, and what is wrong with its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import ngettext
from ninja import Field, Schema

from kpi_portal.lib.canonical import instant_text
from kpi_portal.lib.links import whole
from kpi_portal.lib.refusals import Refused
from records.imports import pipeline, problems, summary
from records.imports.binding import names_of
from records.imports.content import content
from records.imports.kinds import all_kinds, fields_of, riders
from records.models import Batch, ImportRun

from .table import places

MOST_TOLD = 1_000
STATES = {
    Batch.State.UPLOADED: "waiting",
    Batch.State.JUDGED: "checked",
    Batch.State.STORED: "stored",
    Batch.State.REFUSED: "refused",
    Batch.State.UNDONE: "undone",
}


class RowProblem(Schema):
    """One thing about one row."""

    row: int = Field(description="The row's place in the push, from 1.")
    field: str = Field(description="Empty where it concerns the whole row.")
    value: str = Field(description="As it was sent.")
    code: str = Field(description="Names the rule; stable.")
    detail: str = Field(description="A sentence for people, in the language of Accept-Language (zh, en).")


class Told(Schema):
    """So many rows of which the import's page says the same."""

    code: str
    label: str
    rows: int


class Pushed(Schema):
    """What came of a push. Nothing is stored unless `state` is `stored`."""

    code: str = Field("", description="`rows` where rows are wrong, `failed` where the worker came to nothing.")
    detail: str = Field("", description="The sentence for that.")
    state: str = Field(description="stored, checked (a dry run), refused, waiting, running, failed, undone.")
    import_id: int | None = Field(None, description="In the import centre; none for a dry run.")
    page: str = Field("", description="Where people look at it, correct it, undo it.")
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    waiting: int = Field(0, description="Rows of a final month: they wait for a person.")
    wrong: int = Field(0, description="Rows with errors; nothing is stored as long as there is one.")
    told: list[Told] = Field([], description="What the rows do, as the import's page says it.")
    cards: dict[str, int] = Field({}, description="By month: how many cards of closed months come out otherwise.")
    errors: list[RowProblem] = Field([], description=f"At most {MOST_TOLD}.")
    warnings: list[RowProblem] = Field([], description=f"At most {MOST_TOLD}; these rows are stored.")


class ImportLine(Schema):
    """One push in the list: how far it is, and its numbers. `GET imports/ID` says what is wrong with its rows."""

    import_id: int
    kind: str
    source: str
    state: str = Field(description="As of a push.")
    at: str = Field(description="Instant in UTC at which it came.")
    rows: int
    new: int
    changed: int
    unchanged: int
    waiting: int
    wrong: int


class Imports(Schema):
    """Some of the key's pushes, newest first."""

    imports: list[ImportLine]
    next: str = Field("", description="The address of the ones before; empty on the last page.")


def line_of(batch: Batch) -> ImportLine:
    """Of an import as it stands, without its problems; ``runs`` are fetched with it."""
    return ImportLine(
        import_id=batch.pk,
        kind=batch.kind,
        source=batch.source,
        state=_state(batch, next(iter(batch.runs.all()), None)),
        at=instant_text(batch.created_at),
        rows=batch.rows,
        new=batch.created,
        changed=batch.changed,
        unchanged=batch.unchanged,
        waiting=batch.late,
        wrong=batch.rejected,
    )


def of_outcome(outcome: pipeline.Outcome, at: Mapping[int, int]) -> Pushed:
    """Of rows that were judged just now."""
    return _said(outcome.batch, outcome.problems.kept, at)


def of_batch(batch: Batch) -> Pushed:
    """Of an import as it stands: waiting, under way, or over."""
    found = list(batch.problems.order_by("row", "pk")[: 2 * MOST_TOLD])
    told = _said(batch, found, _places(batch) if found else {})
    run = batch.runs.first()
    told.state = _state(batch, run)
    if told.state == "failed" and run is not None:
        told.code, told.detail = "failed", run.error or str(run.get_state_display())
    return told


def _state(batch: Batch, run: ImportRun | None) -> str:
    """Of the import, where the worker is not at it or came to nothing."""
    if run is None or batch.state in (Batch.State.STORED, Batch.State.UNDONE) or run.state == ImportRun.State.DONE:
        return STATES[Batch.State(batch.state)]
    if run.is_over:
        return "failed"
    return "running" if run.state == ImportRun.State.RUNNING else "waiting"


def _places(batch: Batch) -> Mapping[int, int]:
    try:
        with content(batch) as stream:
            return places(stream.read())
    except Refused:
        return {}


def _said(batch: Batch, found: Iterable[Any], at: Mapping[int, int]) -> Pushed:
    names = _names(batch.kind)
    lines = [(problem.severity, _problem(problem, names, at)) for problem in found]
    told = Pushed(
        code="",
        detail="",
        state=STATES[Batch.State(batch.state)],
        import_id=batch.pk,
        page=whole(batch.get_absolute_url()) if batch.pk else "",
        rows=batch.rows,
        new=batch.created,
        changed=batch.changed,
        unchanged=batch.unchanged,
        waiting=batch.late,
        wrong=batch.rejected,
        told=[Told(code=one.matter.code, label=str(one.matter.label), rows=one.number) for one in summary.moved(batch)],
        cards=dict(Counter(str(card["month"]) for card in batch.detail.get("moved", []))),
        errors=[line for severity, line in lines if severity == problems.Severity.ERROR][:MOST_TOLD],
        warnings=[line for severity, line in lines if severity != problems.Severity.ERROR][:MOST_TOLD],
    )
    if told.wrong:
        sentence = ngettext(
            "%(n)s row is wrong; nothing was stored.", "%(n)s rows are wrong; nothing was stored.", told.wrong
        )
        told.code, told.detail = "rows", sentence % {"n": told.wrong}
    return told


def _problem(problem: Any, names: Mapping[str, str], at: Mapping[int, int]) -> RowProblem:
    params = dict(problem.params)
    if params.get("first") in at:  # another row of the same push
        params["first"] = at[params["first"]]
    return RowProblem(
        row=at.get(problem.row, problem.row),
        field=names.get(problem.column, ""),
        value=problem.value,
        code=problem.code,
        detail=problems.sentence(problem.code, params),
    )


def _names(kind: str) -> Mapping[str, str]:
    """What a problem may call a field → the field."""
    first = all_kinds()[kind]
    fields = fields_of([first, *riders(first)])
    return {said: field.name for field in reversed(fields) for said in names_of(field)}
