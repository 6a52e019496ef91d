"""What leading posts owe, told of October and November 2026: October is closed on 5 November and published on the 10th,
in November people talk and appeal; November is closed with the cards of who leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import time_machine
from django.db import transaction

from people.models import Person, Posting, Site
from records import months
from scoring import cards, closing, publishing
from scoring.engine.card import Line
from scoring.engine.facts import Evidence
from scoring.measuring import Parameters, gather
from scoring.models import Adjustment, Card, Duty, PlanVersion
from scoring.review import verbs as reviews
from tests.months import closer, publisher
from tests.scoring.appealing import account, answered, appealed
from tests.scoring.month_of_facts import OCTOBER, SHANGHAI, adjust, answer, handled, person
from tests.scoring.talking import signed

NOVEMBER = OCTOBER.next


@contextmanager
def on(day: int, month: int = 11, hour: int = 10) -> Iterator[None]:
    """That day in the company's zone."""
    with time_machine.travel(datetime(2026, month, day, hour, tzinfo=SHANGHAI), tick=False):
        yield


def review(name: str) -> None:
    reviews.submit(agent=person(name), month=OCTOBER, by=account("supervisor"))


def duty(kind: str, name: str = "王芳") -> Duty:
    found: Duty = Duty.objects.get(kind=kind, agent__name=name, first_day=OCTOBER.first_day)
    return found


def tell_october() -> None:
    """Up to its publication: one review by its day, one a day late, one still owed by 苏岩."""
    site = Site.objects.get(code="CH")
    Posting.objects.create(person=person("沈立"), site=site, post="supervisor", first_day=date(2026, 1, 1))
    PlanVersion.objects.filter(code="supervisor").update(state="published", valid_from=date(2026, 1, 1))
    for name in ("王芳", "李静"):
        handled(person(name))
        for rating in (5, 4, 1):
            answer(person(name), rating)
    entry = adjust(person("王芳"), "-2.00", kind="deduction", text="迟到")
    Adjustment.objects.filter(pk=entry.pk).update(author=person("沈立"))
    with on(5):
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    with on(9, hour=23):
        review("王芳")
    with on(10):
        review("李静")
        publishing.publish_month(month=OCTOBER, by=publisher())


def tell_november() -> None:
    """One talk by its day, one after it, one never; an appeal upheld; November closed and published."""
    with on(12):
        appeal = appealed(f"adjustment:{Adjustment.objects.get().pk}")
        signed("王芳")
    with on(13):
        answered(appeal)
    with on(20):
        signed("李静")
    with on(5, month=12):
        handled(person("王芳"), created=datetime(2026, 11, 16, 10, tzinfo=SHANGHAI))
        closing.run_close(closing.request_close(month=NOVEMBER, by=closer(), ring=False).pk)
        publishing.publish_month(month=NOVEMBER, by=publisher())


def talks_of(leader: Person, until: datetime | None = None) -> Evidence:
    """Of November, or of its part up to an instant."""
    record = months.record_for(NOVEMBER)
    record.cutoff_at = until or record.cutoff_at
    with transaction.atomic():
        found = gather(record, default=Parameters(1440, Decimal(80)), own={}, indicators=["interviews_on_time_rate"])
    return found.evidence[leader.pk]["interviews_on_time_rate"]


def figures(found: Card, code: str) -> tuple[str, dict[str, int]]:
    """Numerator / denominator of a line, and what is left out."""
    line = lines(found)[code]
    return f"{line.numerator} / {line.denominator}", dict(line.excluded)


def lines(found: Card) -> dict[str, Line]:
    return {line.code: line for line in cards.tree(found).lines}
