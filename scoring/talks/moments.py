"""Noting good and bad moments while they are fresh; what else the month knows of the agent stands beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.models import Praise, Suggestion
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.querysets import PersonQuerySet
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.models import Adjustment, Moment, Talk
from scoring.talks.seen import MomentQuerySet


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the month's log; ``moment`` where somebody noted it, else the portal knows it by itself."""

    day: date
    is_good: bool
    words: str
    by: str
    href: str = ""
    moment: Moment | None = None


@transaction.atomic
def note(*, agent: Person, day: date, tone: str, words: str, by: Account) -> Moment:
    """Note a moment of somebody whom one leads. Raises Refused."""
    refuse_for_oneself(by, agent.pk)
    if day > timezone.localdate():
        raise Refused(gettext_lazy("This day is yet to come."), code="day_to_come", field="day")
    if not words.strip():
        raise Refused(gettext_lazy("Write it down in a sentence."), code="no_words", field="words")
    _refuse_talked(agent.pk, day)
    moment = Moment.objects.create(agent=agent, day=day, tone=tone, words=words.strip(), by=by)
    audit.record(by=by, verb="scoring.note_moment", subject=moment, detail={"month": Month.of_day(day)})
    return moment


@transaction.atomic
def withdraw(moment: Moment, *, by: Account) -> Moment:
    """Take one's own note back, as long as the talk about its month was not signed. Raises Refused."""
    moment = Moment.objects.select_for_update().get(pk=moment.pk)
    if moment.by_id != by.pk:
        raise Refused(gettext_lazy("Only who noted it takes it back."), code="not_own")
    if moment.withdrawn_at is None:
        _refuse_talked(moment.agent_id, moment.day)
        moment.withdrawn_at = timezone.now()
        moment.save(update_fields=["withdrawn_at"])
        audit.record(by=by, verb="scoring.withdraw_moment", subject=moment)
    return moment


def _refuse_talked(agent: int, day: date) -> None:
    """What the agent has signed stays as it was read."""
    signed = Talk.objects.filter(agent=agent, month__first_day=day.replace(day=1)).exclude(state=Talk.State.DUE)
    if signed.exists():
        raise Refused(gettext_lazy("The talk about this month was signed already."), code="talked")


def people(month: Month, account: Account) -> PersonQuerySet:
    """Agents of the month whom the account sees, itself left out, each with the numbers of ``good`` and ``bad``."""
    noted = Moment.objects.standing().filter(agent=OuterRef("pk"), day__gte=month.first_day, day__lte=month.last_day)
    seen = Person.objects.visible_in(month, account).filter(pk__in=Person.objects.posted_in(month).values("pk"))
    counted: PersonQuerySet = seen.exclude(pk=account.person_id).annotate(
        good=_number(noted.filter(tone=Moment.Tone.GOOD)), bad=_number(noted.filter(tone=Moment.Tone.BAD))
    )
    return counted.in_chinese_order()


def _number(noted: MomentQuerySet) -> Coalesce:
    counted = noted.order_by().values("agent").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def of_month(agent: int, month: Month, account: Account) -> list[Entry]:
    """What was noted, and what the portal knows: adopted suggestions, confirmed praise, points added or taken. For who
    may see the agent's talk or notes."""
    within = {"day__gte": month.first_day, "day__lte": month.last_day}
    noted = Moment.objects.standing().filter(agent=agent, **within).select_related("by__person")
    found = [
        Entry(each.day, each.tone == Moment.Tone.GOOD, each.words, each.by.person.name, moment=each) for each in noted
    ]
    return sorted([*found, *_known(agent, month, account)], key=lambda entry: entry.day)


def _known(agent: int, month: Month, account: Account) -> Iterator[Entry]:
    zone = months.company_zone()
    start, end = month.bounds(zone)
    ideas = Suggestion.objects.visible_to(account).filter(agent=agent, stands=True, decision="adopted")
    for idea in ideas.filter(decided_at__gte=start, decided_at__lt=end):
        said = _("Suggestion adopted: %(title)s") % {"title": idea.title}
        yield Entry(idea.decided_at.astimezone(zone).date(), True, said, "", idea.get_absolute_url())
    praise = Praise.objects.visible_to(account).filter(agent=agent, stands=True, state=Praise.State.CONFIRMED)
    for one in praise.filter(received_at__gte=start, received_at__lt=end):
        said = _("Praise: %(words)s") % {"words": one.words}
        yield Entry(one.received_at.astimezone(zone).date(), True, said, "", one.get_absolute_url())
    entered = Adjustment.objects.visible_in(month, account).filter(agent=agent, stands=True).select_related("author")
    href = reverse("reports:card", args=[month, agent])
    for entry in entered:
        said = f"{entry.get_kind_display()} {entry.points:+}: {entry.text}".replace("-", "−", 1)
        by = entry.author.name if entry.author else ""
        yield Entry(month.last_day, entry.points > 0, said, by, href)
