"""All files of the demo for a span of months."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kpi_portal.demo import decisions, feedback, files, orders, quality
from kpi_portal.demo.calendar import Span
from kpi_portal.demo.company import Company, company
from kpi_portal.lib.month import Month

ORDER_OF_KINDS = (
    "people", "postings", "leave", "bonus_bases", "workorders", "surveys", "quality_checks", "ratings", "suggestions",
    "trainings", "targets", "adjustments",
)  # fmt: skip
"""Kinds in the order in which a month's files must be imported: what is named must exist."""
FREEZE_DAY = 5
"""Later in the running month targets are no longer set; `late_targets` asks for changes then."""


class Generator:
    """Writes the files of one company: `Generator(seed, span, agents).write(folder)`."""

    def __init__(self, seed: int, span: Span, agents: int) -> None:
        if agents < 6:
            raise ValueError("The stories of the demo need at least 6 agents.")
        self.seed, self.span = seed, span
        self.company: Company = company(seed, span, agents)
        self._until_now: list[files.Row] = []

    def write(self, folder: Path) -> list[tuple[Month, str, Path]]:
        """Write every file below `folder` as MONTH/KIND.csv; the answer is in the order of import."""
        self._until_now = []
        return [
            (month, kind, path)
            for month in self.span.months
            for kind, columns, rows in self._of(month)
            if (path := files.write(folder / str(month) / f"{kind}.csv", columns, rows)) is not None
        ]

    def _of(self, month: Month) -> Iterator[tuple[str, tuple[str, ...], list[files.Row]]]:
        yield from self._staff(month)
        yield from self._evidence(month)
        is_over = month != self.span.last.next
        if is_over or self.span.until.day <= FREEZE_DAY:
            yield "targets", files.TARGETS, files.targets(decisions.targets(self.company, month), month)
        if is_over:
            entries = decisions.adjustments(self.seed, self.company, month)
            yield "adjustments", files.ADJUSTMENTS, files.adjustments(entries, month)

    def _staff(self, month: Month) -> Iterator[tuple[str, tuple[str, ...], list[files.Row]]]:
        if month == self.span.first:
            yield "people", files.PEOPLE, files.people(self.company)
        yield "postings", files.POSTINGS, self._news(files.postings(self.company, month))
        yield "leave", files.LEAVE, files.leave(self.company, month)
        yield "bonus_bases", files.BONUS_BASES, files.bonus_bases(self.company, month, self.span.first)

    def _news(self, rows: list[files.Row]) -> list[files.Row]:
        """The rows that no earlier month's file held."""
        news = [row for row in rows if row not in self._until_now]
        self._until_now += news
        return news

    def _evidence(self, month: Month) -> Iterator[tuple[str, tuple[str, ...], list[files.Row]]]:
        found = orders.orders(self.seed, self.company, self.span, month)
        is_over = month != self.span.last.next
        answers = feedback.answers(self.seed, self.span, month, found)
        ratings = feedback.ratings(self.seed, self.company, month, is_over)
        yield "workorders", files.WORK_ORDERS, files.work_orders(found)
        yield "surveys", files.SURVEYS, files.surveys(answers)
        yield "quality_checks", files.CHECKS, files.quality_checks(quality.checks(self.seed, self.span, month, found))
        yield "ratings", files.RATINGS, files.ratings(ratings, month)
        yield (
            "suggestions",
            files.SUGGESTIONS,
            files.suggestions(quality.ideas(self.seed, self.company, self.span, month)),
        )
        yield (
            "trainings",
            files.TRAININGS,
            files.trainings(quality.trainings(self.seed, self.company, self.span, month)),
        )


def span(first: Month, last: Month, until: datetime) -> Span:
    """The months from `first` to `last` and the running one up to `until` (naive, on the company's clocks)."""
    if until.tzinfo is not None:
        until = until.replace(tzinfo=None)
    return Span(first, last, until.replace(microsecond=0))
