"""Who holds up: leaders with suggestions that wait long for their decision, told to HR, and how they are reminded."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, IntegerField, Min, OuterRef, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.suggestions.models import Suggestion
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.to_do import LISTED, Button, Group, Task, tasks_for
from people.models import Account, Person, Posting
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import AuditEntry
from reports.models import MessageSettings, Told

LONG = timedelta(days=7)
"""A suggestion that waits longer is somebody's to remind of."""


@transaction.atomic
def remind(*, by: Account, person: Person) -> None:
    """Have a leader mailed again at once what waits for them. Raises Refused where there is nowhere to mail it."""
    refuse_for_oneself(by, person.pk)
    account = Account.objects.filter(person=person, is_active=True).exclude(email="").first()
    if account is None:
        sentence = _("%(name)s has no e-mail address at the log-in; tell them in person.")
        raise Refused(sentence, code="no_address", params={"name": person})
    Told.objects.filter(account=account).delete()
    MessageSettings.objects.update_or_create(account=account, defaults={"next_at": timezone.now()})
    audit.record(by=by, verb="reports.remind", subject=person)


@tasks_for("reports.remind")
def leaders(account: Account, now: datetime) -> Iterator[Group]:
    """Leaders by how many suggestions of their teams wait for more than a week, the most first."""
    posted = Posting.objects.of_agents().touching(Month.of_day(now.date())).filter(person=OuterRef("agent"))
    leader = Subquery(posted.filter(team__supervisor__isnull=False).values("team__supervisor")[:1])
    old = Suggestion.objects.standing().filter(decision=Suggestion.Decision.PENDING, submitted_at__lt=now - LONG)
    counted = old.annotate(leader=leader).exclude(leader=None).exclude(leader=account.person_id).order_by()
    reminded = AuditEntry.objects.filter(
        verb="reports.remind", subject_type=Person._meta.label_lower, at__gte=now - LONG
    )
    times = reminded.annotate(person=Cast("subject_id", IntegerField())).filter(person=OuterRef("leader")).order_by()
    rows = counted.values("leader").annotate(
        number=Count("pk"),
        since=Min("submitted_at"),
        reminded=Subquery(times.values("person").annotate(n=Count("pk")).values("n")),
        name=Subquery(Person.objects.filter(pk=OuterRef("leader")).values("name")),
    )
    tasks = tuple(_task(row, now) for row in rows.order_by("-number", "leader")[:LISTED])
    yield Group(label=_("Who holds up"), tasks=tasks, href=reverse("evidence:suggestions"))


def _task(row: dict[str, object], now: datetime) -> Task:
    number, since, times = row["number"], row["since"], row["reminded"]
    assert isinstance(number, int)
    assert isinstance(since, datetime)
    waits = ngettext("%(n)s suggestion undecided", "%(n)s suggestions undecided", number) % {"n": number}
    told = _("the oldest since %(day)s") % {"day": f"{since.astimezone(now.tzinfo):%m-%d}"}
    if isinstance(times, int):
        told += _("; ") + ngettext("reminded %(n)s time", "reminded %(n)s times", times) % {"n": times}
    return Task(
        key=f"hold_up:{row['leader']}:{since:%Y-%m-%d}",
        sentence=_("%(name)s: %(what)s") % {"name": row["name"], "what": waits},
        reason=told,
        href=f"{reverse('evidence:suggestions')}?decision={Suggestion.Decision.PENDING}",
        button=Button(_("Remind"), reverse("reports:remind", args=[row["leader"]])),
    )
