"""The third act of an import of complaints: the complaint, then its steps, each a fact of its own (IMPORTS §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.db.models.functions import Lower
from django.utils.translation import gettext

from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.judging import JudgedRow
from records.imports.matters import CHANGED, UNCHANGED
from records.imports.upserting import FactTable
from workorders.imports.telling import TAKEN_BACK

from . import kind as declared
from .counting import Cutoffs, counts_at
from .import_words import Wording
from .models import Complaint, ComplaintStep, Severity
from .projecting import project

Kind = ComplaintStep.Kind
STEPS = FactTable(ComplaintStep, kind="complaints", counts_in=declared.STEPS.counts_in)
AFTERWARDS = {
    Kind.SOOTHED: "soothed_at", Kind.UNDERSTOOD: "understood_at", Kind.CLOSED: "closed_at",
    Kind.CALLED_BACK: "called_back_at", Kind.JUDGED: "judged_at",
}  # fmt: skip
"""Step → field of its instant."""


class _Planned(NamedTuple):
    """What a row says: of which known complaint (None: a new one), in which steps, and which it takes back."""

    row: JudgedRow
    known: Complaint | None
    steps: list[FactRow]
    gone: list[ComplaintStep]


@dataclass
class Storing:
    """One file. ``standing`` are the steps that stand, by number."""

    context: ImportContext
    rows: Sequence[JudgedRow]
    known: dict[str, Complaint] = field(default_factory=dict)
    standing: dict[str, ComplaintStep] = field(default_factory=dict)
    cutoffs: Cutoffs = field(default_factory=Cutoffs)

    def store(self) -> Counts:
        """Rows that would change a final month go to the queue; the others are stored."""
        self._find()
        self._refuse_what_begins_again()
        planned = [self._plan(row) for row in self.rows]
        news = {fact.number for fact in STEPS.differing(self.context, [step for p in planned for step in p.steps])}
        late = [(p, month) for p in planned if (month := self._final_month(p, news)) is not None]
        waiting = {p.row.number for p, _month in late}
        self.context.queue_late("complaints", [(p.row, str(p.row.values["number"]), month) for p, month in late])
        planned = [p for p in planned if p.row.number not in waiting and not self._is_own(p, news)]
        counts = self._write(planned, news)
        counts.late = len(late)
        return counts

    def _find(self) -> None:
        source = self.context.batch.source
        numbers = {str(row.values["number"]).lower() for row in self.rows}
        found = Complaint.objects.alias(lowered=Lower("number")).filter(source=source, lowered__in=numbers)
        self.known = {complaint.number.lower(): complaint for complaint in found}
        steps = ComplaintStep.objects.standing().filter(source=source, complaint__in=found)
        self.standing = {step.number: step for step in steps}

    def _refuse_what_begins_again(self) -> None:
        """A number whose day changes together with its agent or site names another complaint."""
        for row in self.rows:
            known = self.known.get(str(row.values["number"]).lower())
            if known is None or not known.stands or self._day(known.received_at) == self._day(_received_at(row)):
                continue
            agent, site = row.values.get("agent_id"), row.values.get("site_id")
            if (agent and agent != known.handler_id) or (site and site != known.site_id):
                self.context.error(row.number, "number", "complaint_begins_again", value=known.number,
                                   number=known.number)  # fmt: skip
        self.rows = [row for row in self.rows if row.number not in self.context.bad_rows]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.context.zone).date()

    def _plan(self, row: JudgedRow) -> _Planned:
        known = self.known.get(str(row.values["number"]).lower())
        number = known.number if known else str(row.values["number"])
        steps = [self._received(row, known, number)]
        gone = []
        for step, name in AFTERWARDS.items():
            before = self.standing.get(f"{number}/{step}")
            if row.values.get(name) is not None:
                steps.append(self._afterwards(row, known, step, before))
            elif name in row.values and before is not None:
                gone.append(before)
        if (moved := self._handed_over(row, known, number)) is not None:
            steps.append(moved)
        return _Planned(row, known, steps, gone)

    def _received(self, row: JudgedRow, known: Complaint | None, number: str) -> FactRow:
        before = self.standing.get(f"{number}/{Kind.RECEIVED}")
        agent = before.agent_id if before and before.agent_id else row.values.get("agent_id")
        columns = {
            "severity": row.values.get("severity") or Severity.ORDINARY.value,
            "is_public": bool(row.values.get("is_public")),
        }
        step = self._step(row, known, Kind.RECEIVED, _received_at(row)) | {"agent_id": agent} | columns
        optional = {"severity": "severity", "is_public": "is_public"}
        fact = FactRow.of(row, f"{number}/{Kind.RECEIVED}", step, optional)
        return fact._replace(follows=known is not None)

    def _afterwards(self, row: JudgedRow, known: Complaint | None, kind: str, before: ComplaintStep | None) -> FactRow:
        values, number = row.values, known.number if known else str(row.values["number"])
        step = self._step(row, known, kind, cast(datetime, values[AFTERWARDS[Kind(kind)]]))
        handler = (known and known.handler_id) or values.get("agent_id")
        if kind in (Kind.CLOSED, Kind.CALLED_BACK):
            step["agent_id"] = before.agent_id if before and before.agent_id else handler
        if kind == Kind.CLOSED:
            step["is_resolved"] = values["is_resolved"]
        elif kind == Kind.CALLED_BACK:
            step["rating"] = values["rating"]
        elif kind == Kind.JUDGED:
            step |= _verdict(values)
        return FactRow(row, f"{number}/{kind}", step, follows=known is not None)

    def _handed_over(self, row: JudgedRow, known: Complaint | None, number: str) -> FactRow | None:
        """Another agent of an open complaint handles it from the import on; a closed one stays whose it was."""
        agent = row.values.get("agent_id")
        if known is None or not known.stands or not agent or not known.handler_id or agent == known.handler_id:
            return None
        if known.closed_at is not None:
            return None
        step = self._step(row, known, Kind.ASSIGNED, self.context.now) | {"agent_id": agent}
        return FactRow(row, f"{number}/{Kind.ASSIGNED}/{self.context.batch.pk}", step, follows=True)

    def _step(self, row: JudgedRow, known: Complaint | None, kind: str, at: datetime) -> dict[str, Any]:
        return {
            "complaint_id": known.pk if known else None,
            "kind": kind,
            "at": at,
            "counts_at": counts_at(kind, at, _received_at(row), self.cutoffs),
        }

    def _final_month(self, planned: _Planned, news: set[str]) -> date | None:
        """The final month that a row would change, by what it says anew or takes back."""
        touched: list[datetime | None] = [step.counts_at for step in planned.gone]
        for fact in planned.steps:
            if fact.number in news:
                before = self.standing.get(fact.number)
                touched += [fact.columns["counts_at"], before.counts_at if before else None]
        months = (self.context.closed_month(at) for at in touched if at is not None)
        return next((month for month in months if month is not None), None)

    def _is_own(self, planned: _Planned, news: set[str]) -> bool:
        """Whether the row moves a figure of who imports: then it is an error (SCORING §1)."""
        moves = bool(planned.gone) or any(fact.number in news for fact in planned.steps)
        people = {fact.columns.get("agent_id") for fact in planned.steps} | {step.agent_id for step in planned.gone}
        return moves and self.context.is_about_its_author(planned.row.number, people)

    def _write(self, planned: Sequence[_Planned], news: set[str]) -> Counts:
        words = Wording(self.context)
        made = self._complaints(planned, words)
        reworded = {p.row.number for p in planned if p.known is not None and words.change(p.row, p.known)}
        steps = [
            fact._replace(columns=fact.columns | {"complaint_id": made[p.row.number]})
            for p in planned
            for fact in p.steps
        ]
        STEPS.store(self.context, steps)
        self._take_back(planned)
        project([*made.values()])
        counts = Counts()
        for p in planned:
            changes = bool(p.gone) or p.row.number in reworded or any(fact.number in news for fact in p.steps)
            if p.known is None:
                counts.created += 1
            elif changes:
                counts.changed += 1
            else:
                counts.unchanged += 1
                self.context.telling.row(p.row.number, UNCHANGED)
        return counts

    def _complaints(self, planned: Sequence[_Planned], words: Wording) -> dict[int, int]:
        """Row → key of its complaint; new ones are made."""
        new = [p.row for p in planned if p.known is None]
        source, batch = self.context.batch.source, self.context.batch
        made = Complaint.objects.bulk_create(
            Complaint(source=source, number=str(row.values["number"]), batch=batch, received_at=_received_at(row),
                      **words.of(row))
            for row in new
        )  # fmt: skip
        keys = {row.number: complaint.pk for row, complaint in zip(new, made, strict=True)}
        return keys | {p.row.number: p.known.pk for p in planned if p.known is not None}

    def _take_back(self, planned: Sequence[_Planned]) -> None:
        reason = gettext("Import of %(file)s") % {"file": self.context.batch.file_name}
        back = [p for p in planned if p.gone]
        for step in (step for p in back for step in p.gone):
            self.context.former.append([ComplaintStep._meta.label, step.pk, {"stands": True}])
            ComplaintStep.objects.filter(pk=step.pk).update(stands=False, reason=reason)
        for p in back:
            self.context.telling.row(p.row.number, CHANGED)
        self.context.telling.rows(TAKEN_BACK, [(p.row.number, str(p.known)) for p in back])


def _received_at(row: JudgedRow) -> datetime:
    return cast(datetime, row.values["received_at"])


def _verdict(values: Mapping[str, Any]) -> dict[str, Any]:
    verdict = values["verdict"]
    return {
        "verdict": verdict,
        "agent_id": values.get("against_id") if verdict == "agent" else None,
        "department_id": values.get("department_id") if verdict == "department" else None,
    }
