"""What contacts of a month can be drawn: a function each; another kind of contact is one more line of ``SOURCES``."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from evidence.surveys.models import SurveyAnswer
from workorders.models import WorkOrder


class Found(NamedTuple):
    """A contact that can be drawn; ``contact`` is its id, ``words`` the number by which people find it."""

    contact: str
    agent: int
    at: datetime
    site: int | None
    words: str


def _orders(start: datetime, end: datetime, people: Collection[int]) -> Iterator[Found]:
    """Orders created in the month, of who is responsible for them."""
    orders = WorkOrder.objects.standing().filter(created_at__gte=start, created_at__lt=end, agent__in=people)
    for pk, agent, at, site, number in orders.values_list("pk", "agent", "created_at", "site", "number"):
        yield Found(f"order:{pk}", agent, at, site, number)


def _call_backs(start: datetime, end: datetime, people: Collection[int]) -> Iterator[Found]:
    """Residents who were called back in the month, of who called."""
    answers = SurveyAnswer.objects.standing().filter(channel="phone", answered_at__gte=start, answered_at__lt=end)
    calls = answers.filter(recorded_by__person__in=people)
    columns = ("pk", "recorded_by__person", "answered_at", "site", "order__number")
    for pk, agent, at, site, number in calls.values_list(*columns):
        yield Found(f"call_back:{pk}", agent, at, site, number or "")


Source = Callable[[datetime, datetime, Collection[int]], Iterator[Found]]
SOURCES: tuple[Source, ...] = (_orders, _call_backs)
