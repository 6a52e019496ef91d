"""Duties come into being with what they are about and are noted as done by the act that does them; nobody enters or
moves one by hand.

Owed by whoever leads the agent in the card's month, as that stood when the duty began. A talk begins with the
publication, a review with the first close that has the card; the day they are due stays, whatever is opened again or
settled anew. An appeal is the duty of everybody who scored what it is about, of the month in which it was decided.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from people.models import Account
from records import months
from records.models import MonthRecord
from scoring.models import Appeal, Card, Duty, ScoringSettings, Talk
from scoring.review.queue import due_after
from scoring.review.reviewers import leader_of_card

Kind = Duty.Kind
AN_INSTANT = timedelta(microseconds=1)


def today() -> date:
    """In the company's zone."""
    return timezone.now().astimezone(months.company_zone()).date()


def owe_talks(record: MonthRecord) -> None:
    """The talks of a month that have just been opened; of nobody where nobody leads."""
    zone = months.company_zone()
    new = Talk.objects.filter(month=record, state=Talk.State.DUE, due__gt=timezone.now(), duty=None)
    _owe(
        Duty(
            kind=Kind.TALK,
            person_id=talk.leader,
            agent_id=talk.agent_id,
            first_day=record.first_day,
            day=(talk.due - AN_INSTANT).astimezone(zone).date(),
            talk=talk,
        )
        for talk in new.annotate(leader=leader_of_card()).exclude(leader=None)
    )


def owe_reviews(record: MonthRecord) -> None:
    """Reviews of the cards that a close has made, where nobody owes one yet; none of history, and of nobody where
    nobody leads."""
    settings = ScoringSettings.of_the_company()
    if record.month < settings.live_since:
        return
    known = Duty.objects.filter(kind=Kind.REVIEW, first_day=record.first_day, agent=OuterRef("agent"))
    cards = Card.objects.current().filter(~Exists(known), month=record, is_trial=False).order_by()
    day = due_after(today(), settings)
    led = cards.annotate(leader=leader_of_card()).exclude(leader=None).values_list("agent", "leader")
    _owe(
        Duty(kind=Kind.REVIEW, person_id=leader, agent_id=agent, first_day=record.first_day, day=day)
        for agent, leader in led
    )


def talked(talk: Talk, by: Account) -> None:
    """Somebody held it; who was first, and when, stays."""
    _done(Q(talk=talk), by)


def reviewed(agent: int, first_day: date, by: Account) -> None:
    """Likewise of a review."""
    _done(_of_review(agent, first_day), by)


def review_taken_back(agent: int, first_day: date) -> None:
    """It is owed again, unless its day is past: what was done by then was done."""
    Duty.objects.filter(_of_review(agent, first_day), day__gte=today()).update(done_on=None, done_by=None)


def published(record: MonthRecord) -> None:
    """Nobody reviews any more: what is not due yet is asked of nobody."""
    left = Duty.objects.filter(kind=Kind.REVIEW, first_day=record.first_day, done_on=None, excuse="")
    left.filter(day__gte=today()).update(excuse=Duty.Excuse.PUBLISHED)


def decided(appeal: Appeal, scorers: Collection[int], *, upheld: bool) -> None:
    """The word on an appeal, for everybody who scored what it is about. Decided twice in a month it counts once, as it
    was decided last."""
    day = today()
    same = Duty.objects.filter(appeal=appeal, day__gte=day.replace(day=1))
    known = set(same.values_list("person", flat=True))
    same.update(day=day, upheld=upheld)
    _owe(
        Duty(
            kind=Kind.APPEAL,
            person_id=person,
            agent_id=appeal.agent_id,
            first_day=appeal.first_day,
            day=day,
            appeal=appeal,
            upheld=upheld,
        )
        for person in sorted({*scorers} - known - {appeal.agent_id})
    )


def excuse(duty: Duty) -> None:
    """An upheld appeal leaves it out."""
    Duty.objects.filter(pk=duty.pk).update(excuse=Duty.Excuse.APPEALED)


def _done(which: Q, by: Account) -> None:
    Duty.objects.filter(which, done_on=None).update(done_on=today(), done_by=by.person_id)


def _of_review(agent: int, first_day: date) -> Q:
    return Q(kind=Kind.REVIEW, agent=agent, first_day=first_day)


def _owe(new: Iterable[Duty]) -> None:
    Duty.objects.bulk_create(new, batch_size=1000)
