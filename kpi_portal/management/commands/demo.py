"""manage.py demo [--no-serve] [--reset]"""

import shutil
import signal
import time
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpi_portal.demo import (
    activities,
    agreed_targets,
    annual_goals,
    appeals,
    awards,
    bonuses,
    checks,
    colleague_ratings,
    complaints,
    desk,
    flags,
    follow_ups,
    ideas,
    joint_orders,
    late_targets,
    leaders,
    months,
    next_plan,
    order_trial,
    panels,
    pay,
    populating,
    praise,
    programs,
    red_lines,
    reviews,
    running,
    self_assessments,
    site_events,
    talks,
    voices,
)
from kpi_portal.demo.calendar import ZONE, Span
from kpi_portal.demo.company import Company as Staffing
from kpi_portal.demo.processes import Fleet, ProcessFailed, free_port
from kpi_portal.demo.progress import Progress
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from scoring import month_overview
from tenants import schemas
from tenants.owner import as_owner

DEFAULT_PORT = 8000


class Command(BaseCommand):
    """A company to look at: 翠湖物业 with closed months, log-ins of every role, served until Ctrl-C."""

    help = (
        "Make the demo company 翠湖物业 from a seeded generator: files go through the real import, past months are "
        "closed, the last one by a real worker, and left in review; PDF cards and payroll files are written; the site "
        "is served with worker and beat until Ctrl-C. A second call keeps the data and starts in seconds. Not for "
        "production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names are an interface: the Makefile and the tests call them."""
        parser.add_argument("--no-serve", action="store_true", help="Make everything, then end.")
        parser.add_argument("--reset", action="store_true", help="Forget the demo company first.")
        parser.add_argument("--months", type=int, default=6, help="Past months to tell of (%(default)s).")
        parser.add_argument("--agents", type=int, default=24, help="Number of agents, at least 6 (%(default)s).")
        parser.add_argument("--seed", type=int, default=2026, help="Another seed, another company (%(default)s).")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="Where to serve, if it is free.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, then serve. A failure is one sentence and exit code 1."""
        if settings.PRODUCTION:
            raise CommandError("The demo prints its passwords; it is not for production.")
        if options["agents"] < 6 or options["months"] < 1:
            raise CommandError("The demo needs at least 6 agents and 1 month.")
        signal.signal(signal.SIGTERM, _as_interrupt)
        signal.signal(signal.SIGINT, _as_interrupt)  # a script's background jobs are born deaf to it
        folder = Path(settings.KPI_HOME) / "demo"
        try:
            self._bring_up_to_date()
            if options["reset"]:
                self._forget(folder)
            port = free_port(options["port"])
            with Fleet(folder / "logs", {"KPI_SITE_PORT": str(port)}) as fleet:
                self._run(fleet, self._progress(folder, options), port, serve=not options["no_serve"])
        except (populating.DemoFailed, ProcessFailed) as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. “make demo” continues where this ended; “make demo-reset” starts over.")

    def _run(self, fleet: Fleet, progress: Progress, port: int, *, serve: bool) -> None:
        if populating.company() is None or not progress.is_ready:
            staffing = self._make(fleet, progress)
        else:
            staffing = populating.staffing(progress)
            if not progress.documents.exists():
                months.write_documents(progress.final, progress.documents)
            self.stdout.write(f"The demo company is there, {progress.first} to {progress.last} are closed.")
        self._tell_documents(progress)
        if serve:
            self._serve(fleet, port)
        self._tell_logins(staffing, progress, port)
        while serve:
            time.sleep(0.5)
            fleet.check()

    def _make(self, fleet: Fleet, progress: Progress) -> Staffing:
        """Every step can be taken again, so an interrupted call is continued by the next."""
        with self._step("Founding 翠湖物业"):
            progress.write()
            populating.found()
            staffing, files = populating.write_files(progress)
        for month, of_month in files.items():
            with self._step(f"Importing {month}") as tell:
                tell(self._import(of_month, progress, staffing, is_first=month == progress.span.first))
            if month >= progress.span.last.previous:
                complaints.tell(month, 24)
                praise.tell(month)
                activities.tell(month)
                bonuses.tell(month)
            if month == progress.span.last:
                colleague_ratings.tell(month)
                joint_orders.tell(month)
            if month <= progress.final and month < progress.span.last and not months.is_final(month):
                with self._step(f"Closing {month}, publishing, finalising"):
                    months.close_here(month)
                    months.publish_and_finalise(month)
        late_targets.change(progress.span.last.next)
        programs.give_keys()
        site_events.announce(month_overview.current_month().next)
        order_trial.begin(progress.span.last)
        leaders.score_from(progress.span.last)
        self._publish(progress.published)
        self._close_last(fleet, progress.span.last, progress.final)
        for month in (progress.span.last.next, progress.span.last.next.next):
            agreed_targets.agree(month)
        red_lines.tell(progress.span.last.next)
        next_plan.tell()
        annual_goals.set_them()
        desk.work()
        awards.decide(progress.final)
        leaders.wish(progress.span.last.next)
        follow_ups.tell(progress.final)
        pay.tell(progress.final)
        with self._step("Checks, ideas and what residents say"):
            checks.tell(progress.span.last.next)
            ideas.tell()
            voices.tell()
        with self._step("Computing the running month so far"):
            running.compute()
            flags.tell()
        with self._step(f"Writing PDF cards and payroll files of {progress.final}"):
            months.write_documents(progress.final, progress.documents)
        progress.is_ready = True
        progress.write()
        return staffing

    def _import(self, files: list[tuple[str, Path]], progress: Progress, staffing: Staffing, *, is_first: bool) -> str:
        rows = 0
        for kind, path in files:
            rows += populating.import_file(kind, path).batch.rows
            if kind == "people" and is_first:
                populating.give_accounts(progress, staffing)
                populating.adopt_plans(progress.span.first)
                order_trial.set_standard(progress.span.first)
            if kind == "workorders":
                populating.exempt_orders(path)
        return f"{rows:,} rows in {len(files)} files"

    def _publish(self, month: Month | None) -> None:
        """The month that is left to its agents, if there is one: live from then on, so once all files are in."""
        if month is not None:
            with self._step(f"Closing {month}, publishing, appealing"):
                reviews.go_live(month)
                appeals.publish(month)
            with self._step(f"Talking about {month}"):
                talks.tell(month)

    def _close_last(self, fleet: Fleet, month: Month, final: Month) -> None:
        if months.is_computed(month):
            return
        if month != final:
            reviews.go_live(month)
        self.stdout.write(f"• Closing {month} by a Celery worker")
        fleet.worker()
        run = months.close_by_worker(month, lambda words: self.stdout.write(f"    {words}"))
        self.stdout.write(f"  {run.counts.get('cards', 0)} cards")
        self_assessments.tell(month)
        if month == final:
            with self._step(f"Reviewing {month}, publishing, finalising"):
                months.publish_and_finalise(month)
        else:
            with self._step(f"Reviewing half of {month}"):
                reviews.begin(month)
                panels.convene(month)

    def _serve(self, fleet: Fleet, port: int) -> None:
        with self._step("Starting web, worker and beat"):
            if "worker" not in fleet.processes:
                fleet.worker()
            fleet.web(port)

    def _progress(self, folder: Path, options: dict[str, Any]) -> Progress:
        """What an earlier call began, else a new one."""
        kept = Progress.read(folder)
        if kept is not None and (populating.company() is not None or not kept.is_ready):
            return kept
        now = timezone.now()
        last = months.last_closable(now)
        until = now.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, microsecond=0)
        span = Span(last.plus(1 - options["months"]), last, until)
        return Progress.new(folder, seed=options["seed"], agents=options["agents"], span=span)

    def _bring_up_to_date(self) -> None:
        """An empty database gets its tables, an old one what is new; one that is current costs a query."""
        with self._step("Bringing the database up to date"), as_owner():
            broken = [migrated for migrated in schemas.prepare() if migrated.error]
        if broken:
            raise populating.DemoFailed(f"{broken[0].schema} cannot be migrated: {broken[0].error}")

    def _forget(self, folder: Path) -> None:
        with self._step("Forgetting the demo company"):
            company = populating.company()
            if company is not None:
                with as_owner():
                    schemas.drop(company)
            connection.set_schema_to_public()
            shutil.rmtree(folder, ignore_errors=True)

    def _tell_documents(self, progress: Progress) -> None:
        cards = len(list((progress.documents / "cards").glob("*.pdf")))
        self.stdout.write(f"{cards} PDF cards and the payroll files of {progress.final}: {progress.documents}")
        self.stdout.write(f"The files that were imported: {progress.folder / 'files'}")

    def _tell_logins(self, staffing: Staffing, progress: Progress, port: int) -> None:
        self.stdout.write(f"\nhttp://{populating.DOMAIN}:{port}/    password of all: {progress.password}\n\n")
        rows = [("role", "user name", "person")]
        rows += [(login.role, login.username, login.name) for login in populating.logins(staffing)]
        widths = [max(_width(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(("  " + "   ".join(cells)).rstrip())
        self.stdout.write("\nEvery other agent logs in with the staff number. Ctrl-C stops.\n")
        self.stdout.flush()  # into a file or a pipe too: this process goes on

    @contextmanager
    def _step(self, title: str) -> Iterator[Any]:
        """Say what is being done, and how long it took."""
        said: list[str] = []
        self.stdout.write(f"• {title} …", ending="")
        self.stdout.flush()
        begun = time.monotonic()
        yield said.append
        self.stdout.write(f" {''.join(f'{words}, ' for words in said)}{time.monotonic() - begun:.1f} s")


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
