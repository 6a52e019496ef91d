"""Small companies drawn by Hypothesis, as the files that somebody would bring: a table of rows for each kind.

Every word of a company is written one way in all of its tables, and no two rows contradict each other: whatever the
order in which the files come, the company is the same.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

Row = dict[str, str]
Table = list[Row]

NAMES = ("欧阳海", "阿依古丽·买买提", "Lee, Ann", "赵静", "O'Neil", "王小明", "孙丽", "陈  晨")
NUMBERS = ("B001", "b-17", "00123", "471", "k9", "X7", "2044", "E.12")
SITES, TEAMS = ("锦绣苑", "Lake View"), ("三班", "Night shift")
CREATES = ("people", "sites", "teams")
FIRST = datetime(2026, 10, 1, 0, 0)  # noqa: DTZ001 - on the company's clocks, as files are
LAST_DAY = date(2026, 11, 18)
REQUIRED = {
    "people": {"staff_number", "name"},
    "postings": {"person", "site", "post", "first_day"},
    "leave": {"person", "first_day", "last_day"},
    "bonus_bases": {"person", "month", "amount"},
    "workorders": {"number", "created_at", "agent", "site", "answered_at", "rating"},
    "surveys": {"number", "rating", "answered_at", "order_number"},
    "quality_checks": {"number", "agent", "contact_at", "passed"},
    "ratings": {"number", "month", "agent", "department", "rater", "rating"},
    "suggestions": {"number", "agent", "title", "submitted_at", "decision", "decided_at"},
    "trainings": {"session", "title", "held_at", "agent", "status", "attempt", "has_exam"},
    "targets": {"month", "indicator", "agent", "team", "site", "value"},
    "adjustments": {"number", "month", "agent", "kind", "points", "reason"},
}
"""Kind → the columns of its files without which a row is another row, or none."""


@dataclass
class Company:
    """What stands in the files of a company, by kind; `silent` kinds have no file."""

    tables: dict[str, Table] = field(default_factory=dict)

    def add(self, kind: str, /, **cells: Any) -> None:
        """One more row."""
        self.tables.setdefault(kind, []).append({name: _cell(value) for name, value in cells.items()})


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return "" if value is None else str(value)


@dataclass(frozen=True)
class File:
    """Some rows of a kind with some of its columns, under a name of its own."""

    kind: str
    name: str
    rows: Table
    columns: tuple[str, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The profile it is read by: its columns are called like the fields."""
        return {"kind": self.kind, "source": "files", "creates": list(CREATES), "fields": {c: c for c in self.columns}}

    def stream(self) -> BytesIO:
        """The file, open."""
        text = StringIO()
        writer = csv.DictWriter(text, self.columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(self.rows)
        stream = BytesIO(text.getvalue().encode())
        stream.name = self.name
        return stream

    def without(self, columns: set[str]) -> File:
        """The same rows in a file that lacks some columns."""
        return File(self.kind, self.name, self.rows, tuple(c for c in self.columns if c not in columns))


Draw = st.DrawFn
steps = st.integers(0, 3000).map(lambda minutes: timedelta(minutes=minutes))
instants = st.integers(0, 47 * 24 * 60 * 60).map(lambda seconds: FIRST + timedelta(seconds=seconds))
OUTCOMES = ("", "", "done", "done", "reopened", "again", "cancelled", "held", "merged")


@st.composite
def companies(draw: Draw) -> Company:
    """A company of one to four people, some of whom only its facts name."""
    company = Company()
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 4))]
    numbers = draw(st.permutations(NUMBERS))
    words = []
    for place, name in enumerate(names):
        number = numbers[place]
        if draw(st.booleans()):
            company.add("people", staff_number=number, name=name, department=draw(st.sampled_from(("", "security"))))
            words.append(draw(st.sampled_from((name, number, f"{name} ({number})"))))
            _career(draw, company, words[-1])
        else:
            words.append(draw(st.sampled_from((name, number))))
    _orders(draw, company, words)
    _evidence(draw, company, words)
    _decisions(draw, company, words)
    return company


def _career(draw: Draw, company: Company, who: str) -> None:
    """Postings one after the other, leave, a bonus base."""
    day = date(2026, 9, draw(st.integers(1, 30)))
    for last in draw(st.lists(st.booleans(), max_size=2)):
        end = None if last else day + timedelta(days=draw(st.integers(0, 40)))
        company.add("postings", person=who, site=draw(st.sampled_from(("", *SITES))),
                    team=draw(st.sampled_from(("", *TEAMS))), post="agent", first_day=day, last_day=end)  # fmt: skip
        if end is None:
            break
        day = end + timedelta(days=draw(st.integers(1, 9)))
    if draw(st.booleans()):
        first = date(2026, 10, draw(st.integers(1, 31)))
        company.add("leave", person=who, first_day=first, last_day=first + timedelta(days=draw(st.integers(0, 5))),
                    reason="事假")  # fmt: skip
    if draw(st.booleans()):
        company.add("bonus_bases", person=who, month="2026-09", amount=draw(st.integers(0, 3000)))


def _orders(draw: Draw, company: Company, words: list[str]) -> None:
    for place in range(draw(st.integers(0, 4))):
        number, created = f"WO-{place}", draw(instants)
        agent = draw(st.sampled_from(("", *words, *words)))
        outcome = draw(st.sampled_from(OUTCOMES))
        responded = created + draw(steps) if draw(st.booleans()) else None
        completed = created + draw(steps) if outcome in ("done", "reopened", "again") else None
        reopened = completed + draw(steps) if completed and outcome != "done" else None
        ends = {"cancelled": ("cancelled", None), "held": ("on_hold", None), "merged": ("duplicate", None)}
        status, _nothing = ends.get(outcome, ("", None))
        answered = created + draw(steps) if draw(st.booleans()) else None
        company.add(
            "workorders", number=number, created_at=created, agent=agent, responded_at=responded,
            dispatched_at=created + draw(steps) if draw(st.booleans()) else None,
            completed_at=completed, reopened_at=reopened, status=status,
            responder=draw(st.sampled_from(("", *words))) if responded else "",
            site=draw(st.sampled_from(("", *SITES))), team=draw(st.sampled_from(("", *TEAMS))),
            category=draw(st.sampled_from(("", "报修"))), priority="",
            answered_at=answered, rating=draw(st.integers(1, 5)) if answered else "",
        )  # fmt: skip
        if draw(st.booleans()):
            company.add("surveys", number=f"S-{place}", rating=draw(st.integers(1, 5)), answered_at=draw(instants),
                        order_number=f"WO-{draw(st.integers(0, 4))}", comment=draw(st.sampled_from(("", "谢谢"))),
                        agent=draw(st.sampled_from(("", "", *words))))  # fmt: skip


def _evidence(draw: Draw, company: Company, words: list[str]) -> None:
    who = st.sampled_from(words)
    for place in range(draw(st.integers(0, 2))):
        at = draw(instants)
        company.add("quality_checks", number=f"Q-{place}", agent=draw(who), contact_at=at, final_at=at,
                    passed=draw(st.sampled_from(("yes", "no"))), note=draw(st.sampled_from(("", "漏问候"))),
                    site=draw(st.sampled_from(("", *SITES))))  # fmt: skip
    for place in range(draw(st.integers(0, 2))):
        company.add("ratings", number=f"R-{place}", month="2026-10", agent=draw(who), department="maintenance",
                    rater=draw(st.sampled_from(("", "E001"))), rating=draw(st.integers(1, 5)),
                    comment=draw(st.sampled_from(("", "好"))))  # fmt: skip
    for place in range(draw(st.integers(0, 2))):
        decided = draw(instants) if draw(st.booleans()) else None
        company.add("suggestions", number=f"I-{place}", agent=draw(who), title="快递柜", submitted_at=FIRST,
                    decision="adopted" if decided else "", decided_at=decided,
                    text=draw(st.sampled_from(("", "在北门")))  )  # fmt: skip
    for place in range(draw(st.integers(0, 1))):
        held, exam = draw(instants), draw(st.booleans())
        for agent in draw(st.lists(who, unique=True, max_size=3)):
            score = draw(st.integers(0, 100)) if exam else ""
            company.add("trainings", session=f"T-{place}", title="礼仪", held_at=held, agent=agent, attempt="1",
                        status=draw(st.sampled_from(("attended", "missed", "excused"))) if not exam else "attended",
                        has_exam="yes" if exam else "no", score=score)  # fmt: skip


def _decisions(draw: Draw, company: Company, words: list[str]) -> None:
    for place in range(draw(st.integers(0, 2))):
        points = draw(st.sampled_from(("1", "2.5")))
        company.add("adjustments", number=f"A-{place}", month="2026-10", agent=draw(st.sampled_from(words)),
                    kind="bonus", points=points, reason="表扬", evidence=draw(st.sampled_from(("", "信"))))  # fmt: skip
    if draw(st.booleans()):
        level = draw(st.sampled_from(("agent", "team", "site")))
        whose = {"agent": words, "team": TEAMS, "site": SITES}[level]
        cells = {"agent": "", "team": "", "site": "", level: draw(st.sampled_from(whose))}
        company.add("targets", month="2026-10", indicator="completion_rate", value="97", **cells)


@st.composite
def files(draw: Draw, company: Company) -> list[File]:
    """The tables cut into files, in whatever order."""
    found = []
    for kind, rows in company.tables.items():
        shuffled = draw(st.permutations(rows))
        cuts = sorted(draw(st.lists(st.integers(0, len(rows)), max_size=2)))
        edges = [0, *cuts, len(rows)]
        pieces = [shuffled[start:end] for start, end in pairwise(edges) if end > start]
        found += [File(kind, f"{kind}-{place}.csv", piece, tuple(rows[0])) for place, piece in enumerate(pieces)]
    return draw(st.permutations(found))


def whole(company: Company) -> list[File]:
    """One file a kind, in the order in which a careful clerk brings them."""
    return [File(kind, f"{kind}.csv", rows, tuple(rows[0])) for kind, rows in company.tables.items()]


@st.composite
def fewer_columns(draw: Draw, file: File) -> File:
    """The file without some of the columns that it need not have."""
    optional = [column for column in file.columns if column not in REQUIRED[file.kind]]
    return file.without(set(draw(st.lists(st.sampled_from(optional), unique=True))) if optional else set())
