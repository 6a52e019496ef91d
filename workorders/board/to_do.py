"""Orders that wait for somebody: late ones with who has them, and after a while with who leads (escalation)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.access import AGENT, SUPERVISOR
from people.models import Account, Posting, Team
from workorders.board.jobs import CALL, MOST, TAKE, Job, jobs_of, waiting
from workorders.models import DeskSettings

WITH_DEADLINE = ("emergency", "late", "new", "call")


@tasks_for("workorders.answer")
def on_the_board(account: Account, now: datetime) -> Iterator[Group]:
    """Emergencies, late and new orders, longer times asked for, residents to be called back: one statement for all."""
    every, leads = jobs_of(waiting(account, now)[:MOST], set(), now), account.has_role(SUPERVISOR)
    jobs = [job for job in every if job.column != CALL]
    emergencies = [job for job in jobs if job.order.is_emergency and job.handling.started_at is None]
    waits = patience(account) if leads and any(job.is_late for job in jobs) else None
    late = [job for job in jobs if job.is_late and job not in emergencies and _asks(job, account, waits)]
    new = [job for job in jobs if job.column == TAKE and not job.is_late and job not in emergencies]
    yield _group(_("Emergencies"), _("Deal with the emergency"), emergencies, "emergency", now)
    yield _group(_("Orders that are late"), _("Deal with the late orders"), late, "late", now)
    yield _group(_("New orders"), _("Take on the new orders"), [] if leads else new, "new", now)
    asked = [job for job in jobs if leads and job.handling.asked_until and job.order.agent_id != account.person_id]
    yield _group(_("Longer times asked for"), _("Decide on longer times"), asked, "longer", now)
    if account.has_perm("evidence.call_back"):
        calls = [job for job in every if job.column == CALL and _calls(job, account)]
        yield _group(_("Residents to call back"), _("Call residents back"), calls, "call", now)


def patience(account: Account) -> Callable[[Job], timedelta]:
    """How long an order is late before who leads is asked too: the lead of its team, then who leads the whole site."""
    chosen = DeskSettings.of_the_company()
    own = Posting.objects.filter(person=account.person_id, post=Posting.Post.SUPERVISOR, last_day=None)
    of_team = Q(supervisor=account.person_id) | Q(pk__in=own.values("team"))
    teams = {None, *Team.objects.filter(of_team).values_list("pk", flat=True)}
    return lambda job: timedelta(
        minutes=chosen.to_lead_minutes if job.order.team_id in teams else chosen.to_next_minutes
    )


def _asks(job: Job, account: Account, waits: Callable[[Job], timedelta] | None) -> bool:
    """Whoever has it at once; who leads after a while."""
    return waits is None or account.person_id == job.order.agent_id or job.late_by > waits(job)


def _calls(job: Job, account: Account) -> bool:
    """Agents those that are not their own; who leads those whose day is over."""
    return not job.is_own and (account.has_role(AGENT) or job.is_late)


def _group(label: str, act: str, jobs: list[Job], code: str, now: datetime) -> Group:
    return Group(
        label=label,
        act=act,
        due=min((job.due for job in jobs if job.due), default=None) if code in WITH_DEADLINE else None,
        tasks=tuple(_task(job, code) for job in jobs[:LISTED]),
        total=len(jobs),
        href=reverse("evidence:call_backs" if code == "call" else "workorders:board"),
    )


def _task(job: Job, code: str) -> Task:
    words, tone = job.clock
    return Task(
        key=f"order-{code}:{job.order.pk}",
        sentence=f"{job.order.subject} · {job.place}",
        reason=" · ".join(part for part in (job.order.number, job.doing) if part),
        href=reverse("evidence:call_back", args=[job.order.pk]) if code == "call" else job.order.get_absolute_url(),
        badge=words,
        tone="bad" if code == "emergency" else tone,
    )
