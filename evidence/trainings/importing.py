"""Import of trainings (SCORING §3): sessions, who was invited and came, exam scores.

One row per invited agent and session; a re-sit is a row of its own with the next attempt. A row thus makes up to three
facts: the session (once per file), the attendance and the score.
"""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch

from . import kind
from .models import ExamScore, TrainingAttendance, TrainingSession

SESSIONS = FactTable(TrainingSession, kind="trainings", counts_in=kind.SESSIONS.counts_in)
ATTENDANCES = FactTable(TrainingAttendance, kind="trainings", counts_in=kind.ATTENDANCES.counts_in)
SCORES = FactTable(ExamScore, kind="trainings", counts_in=kind.SCORES.counts_in)


class Trainings(DirectoryKind):
    """One row: an invited agent at a session, perhaps with the score of one attempt at its exam."""

    code = "trainings"
    verb = "records.import_evidence"
    label = _("Trainings")
    fields = (
        Field(name="session", label=_("Session number"), type=FieldType.IDENTIFIER, max_length=60,
              aliases=("场次编号", "编号"), help=_("Without one, title and instant identify a session.")),
        Field(name="title", label=_("Title"), required=True, max_length=200, example=_("How to take a complaint"),
              aliases=("培训名称",)),
        Field(name="held_at", label=_("Held at"), type=FieldType.INSTANT, required=True, aliases=("培训时间",),
              help=_("It decides the month.")),
        Field(name="has_exam", label=_("With an exam"), type=FieldType.BOOLEAN, aliases=("有考试",),
              help=_("A session with a score has one anyway.")),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "姓名"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="status", label=_("Attendance"), type=FieldType.CHOICE, required=True, aliases=("出勤",),
              choices={"attended": ("已参加", "出勤", "到场"), "missed": ("缺席", "缺勤"),
                       "excused": ("请假", "免训")},
              labels=dict(TrainingAttendance.Status.choices)),
        Field(name="attempt", label=_("Attempt"), type=FieldType.INTEGER, minimum=1, maximum=9, aliases=("考试次数",),
              help=_("2 for the first re-sit; empty means 1.")),
        Field(name="score", label=_("Exam score"), type=FieldType.NUMBER, minimum=0, maximum=100, places=2,
              example="88", aliases=("成绩", "考试成绩"), help=_("From 0 to 100; a missed exam counts 0.")),
    )  # fmt: skip
    refers = {"agent": "person"}
    messages = {
        "session_differs": _noop("Row %(first)s says something else of the same session (title, instant or exam)."),
        "status_differs": _noop("Row %(first)s gives the same agent another attendance at this session."),
        "score_emptied": _noop(
            "The file has no exam score any more; %(score)s is known. Write the score, or undo the import that brought "
            "it; who missed the exam gets 0."
        ),
        "score_without_attending": _noop("There is a score although the agent did not attend."),
    }

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find the agents; a session keeps its number as it was written first."""
        super().look_up(context, rows)
        written = [str(row.values["session"]) for row in rows if row.values.get("session")]
        known = SESSIONS.spellings(context.batch.source, written)
        for row in rows:
            if number := str(row.values.get("session") or ""):
                row.values["session"] = known.setdefault(number.lower(), number)

    def check(self, values: Values, note: Note) -> None:
        """Who has a score was there."""
        if values.get("score") is not None and values["status"] != TrainingAttendance.Status.ATTENDED:
            note.warning("score", "score_without_attending")

    def compare(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Rows of one file must not contradict each other."""
        sessions: dict[str, tuple[int, object]] = {}
        statuses: dict[Hashable, tuple[int, object]] = {}
        for row in rows:
            number, values = _session_number(row.values), row.values
            said = (values["title"], values["held_at"], values.get("has_exam"))
            first, before = sessions.setdefault(number, (row.number, said))
            if before != said:
                context.error(row.number, "session", "session_differs", value=number, first=first)
            first, status = statuses.setdefault((number, values["agent_id"]), (row.number, values["status"]))
            if status != values["status"]:
                context.error(row.number, "status", "status_differs", value=values["status"], first=first)

    def key(self, values: Values) -> Hashable:
        """An agent has one row per session and attempt."""
        return _session_number(values), values["agent_id"], values.get("attempt") or 1

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Sessions first, then attendances and scores; what a changed session had keeps to its new revision."""
        return _Storing(context, rows).store()

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether it says something of this person at a session."""
        return ATTENDANCES.concerns(batch, person) or SCORES.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void what the batch brought; what stood before stands again."""
        scores, attendances = SCORES.undo(batch), ATTENDANCES.undo(batch)
        SESSIONS.undo(batch)
        return max(scores, attendances)


@dataclass
class _Storing:
    """The third act for one file. `sessions` are those that stand, by number; a row counts once whatever it makes."""

    context: ImportContext
    rows: Sequence[JudgedRow]
    sessions: dict[str, TrainingSession] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    def store(self) -> Counts:
        """Rows of final months go to the queue unless they say what stands; the others are stored."""
        self._find_sessions()
        self._refuse_what_begins_again()
        self._refuse_emptied_scores()
        late = [(row, month) for row in self.rows if (month := self._final_month(row)) is not None]
        self._queue(late)
        in_final_months = {row.number for row, _month in late}
        rows = [row for row in self.rows if row.number not in in_final_months]
        before = dict(self.sessions)
        self._store_sessions(rows)
        attendances, scores = self._attendances(rows), self._scores(rows)
        replaced = {old.pk: new for number, old in before.items() if (new := self.sessions[number]).pk != old.pk}
        attendances += self._left_behind(TrainingAttendance, replaced, attendances)
        scores += self._left_behind(ExamScore, replaced, scores)
        made = [*ATTENDANCES.store(self.context, attendances)[1], *SCORES.store(self.context, scores)[1]]
        fresh = {fact.row.number for fact, _stored in made if not fact.follows}
        changed = {fact.row.number for fact, stored in made if not fact.follows and stored.revision > 1}
        self.counts += Counts(len(fresh - changed), len(changed), len(rows) - len(fresh))
        return self.counts

    def _find_sessions(self) -> None:
        numbers = {_session_number(row.values) for row in self.rows}
        found = TrainingSession.objects.filter(source=self.context.batch.source, number__in=numbers, stands=True)
        self.sessions = {session.number: session for session in found}

    def _refuse_emptied_scores(self) -> None:
        """A score that stands is neither kept nor dropped silently where its cell is empty now."""
        empty = [row for row in self.rows if "score" in row.values and row.values["score"] is None]
        keys = {_score_number(row.values): row for row in empty}
        source = self.context.batch.source
        for number, score in ExamScore.objects.filter(source=source, number__in=keys, stands=True).values_list(
            "number", "score"
        ):
            self.context.error(keys[number].number, "score", "score_emptied", score=score)
        self.rows = [row for row in self.rows if row.number not in self.context.bad_rows]

    def _refuse_what_begins_again(self) -> None:
        """A number under another title in another month is another session's."""
        zone = self.context.zone
        for row in self.rows:
            session, held_at = self.sessions.get(_session_number(row.values)), cast(datetime, row.values["held_at"])
            if session is None or session.title == row.values["title"]:
                continue
            then = session.held_at.astimezone(zone)
            if (then.year, then.month) != (held_at.astimezone(zone).year, held_at.astimezone(zone).month):
                params = {"number": session.number, "month": f"{then:%Y-%m}", "known": session.title}
                self.context.error(row.number, "session", "fact_begins_again", value=session.number, **params)
        self.rows = [row for row in self.rows if row.number not in self.context.bad_rows]

    def _final_month(self, row: JudgedRow) -> date | None:
        """The final month that the row lies in, or would leave."""
        session = self.sessions.get(_session_number(row.values))
        instants = [cast(datetime, row.values["held_at"]), *([session.held_at] if session else [])]
        months = (self.context.closed_month(at) for at in instants)
        return next((month for month in months if month is not None), None)

    def _queue(self, late: Sequence[tuple[JudgedRow, date]]) -> None:
        known = self._known([row for row, _month in late])
        news = [(row, _session_number(row.values), month) for row, month in late if _said(row.values) not in known]
        self.context.queue_late("trainings", news)
        self.context.telling.unchanged(row.number for row, _month in late)
        self.counts += Counts(unchanged=len(late) - len(news), late=len(news))

    def _known(self, rows: Sequence[JudgedRow]) -> set[Hashable]:
        """What stands of the sessions of these rows, in the words of `_said`."""
        named = [self.sessions[number] for row in rows if (number := _session_number(row.values)) in self.sessions]
        sessions = {session.pk: session for session in named}
        scores: dict[tuple[int, int], list[tuple[int, Decimal | None]]] = {}
        for score in ExamScore.objects.filter(session__in=sessions, stands=True):
            scores.setdefault((score.session_id, score.agent_id), []).append((score.attempt, score.score))
        known: set[Hashable] = set()
        for fact in TrainingAttendance.objects.filter(session__in=sessions, stands=True):
            session = sessions[fact.session_id]
            start = (session.number, session.title, session.held_at, fact.agent_id, fact.status)
            known |= {(*start, *score) for score in scores.get((fact.session_id, fact.agent_id), [])}
            known.add((*start, 1, None))
        return known

    def _store_sessions(self, rows: Sequence[JudgedRow]) -> None:
        by_number: dict[str, list[JudgedRow]] = {}
        for row in rows:
            by_number.setdefault(_session_number(row.values), []).append(row)
        facts = [FactRow(group[0], number, self._columns(number, group)) for number, group in by_number.items()]
        _counts, made = SESSIONS.store(self.context, facts)
        self.sessions |= {session.number: session for _fact, session in made}

    def _columns(self, number: str, rows: Sequence[JudgedRow]) -> dict[str, object]:
        standing = self.sessions.get(number)
        says_exam = any(row.values.get("has_exam") or row.values.get("score") is not None for row in rows)
        is_silent = standing is not None and rows[0].values.get("has_exam") is None
        return {
            "title": rows[0].values["title"],
            "held_at": rows[0].values["held_at"],
            "has_exam": says_exam or (is_silent and standing is not None and standing.has_exam),
        }

    def _attendances(self, rows: Sequence[JudgedRow]) -> list[FactRow]:
        """One per agent and session, however many attempts there are."""
        found: dict[str, FactRow] = {}
        for row in rows:
            number, agent = _session_number(row.values), row.values["agent_id"]
            columns = {"session_id": self.sessions[number].pk, "agent_id": agent, "status": row.values["status"]}
            found.setdefault(f"{number}/{agent}", FactRow(row, f"{number}/{agent}", columns))
        return list(found.values())

    def _scores(self, rows: Sequence[JudgedRow]) -> list[FactRow]:
        found = []
        for row in rows:
            if row.values.get("score") is None:
                continue
            number, agent, attempt = _session_number(row.values), row.values["agent_id"], row.values.get("attempt") or 1
            columns = {"session_id": self.sessions[number].pk, "agent_id": agent, "attempt": attempt}
            columns["score"] = row.values["score"]
            found.append(FactRow(row, _score_number(row.values), columns))
        return found

    def _left_behind(
        self,
        model: type[TrainingAttendance | ExamScore],
        replaced: Mapping[int, TrainingSession],
        stored: Sequence[FactRow],
    ) -> list[FactRow]:
        """What stands of sessions' former revisions (by key: the new one) and is not in the file, to follow the row
        that changed the session to the new."""
        numbers = {fact.number for fact in stored}
        changing = {_session_number(row.values): row for row in reversed(self.rows)}
        copied = ("agent_id", "status") if model is TrainingAttendance else ("agent_id", "attempt", "score")
        return [
            FactRow(
                changing[replaced[fact.session_id].number],
                fact.number,
                {"session_id": replaced[fact.session_id].pk, **{name: getattr(fact, name) for name in copied}},
                follows=True,
            )
            for fact in model._default_manager.filter(session__in=replaced, stands=True)
            if fact.number not in numbers
        ]


def _score_number(values: Values) -> str:
    return f"{_session_number(values)}/{values['agent_id']}/{values.get('attempt') or 1}"


def _session_number(values: Values) -> str:
    if values.get("session"):
        return str(values["session"])
    return hashlib.sha256(f"{values['title']}/{values['held_at']}".encode()).hexdigest()[:32]


def _said(values: Values) -> Hashable:
    """What a row says, as one value."""
    start = (_session_number(values), values["title"], values["held_at"], values["agent_id"], values["status"])
    return (*start, values.get("attempt") or 1, values.get("score"))


KIND = Trainings()
