"""What the demo's supervisors owed in a month that was over before the company was founded: reviews of the month before
it, talks about the one before that. Most were done by their day, so that the cards of who leads show both."""

from datetime import date, timedelta

from kpi_portal.lib.month import Month
from people.models import Posting
from scoring.models import Duty

REVIEWS_BY, TALKS_BY = 9, 16
"""Days of the month."""
EVERY = 7
"""So many of the reviews are a day late; of the talks one more was not held at all."""


def tell(month: Month) -> None:
    """Before the month and the one before it are closed."""
    rows = []
    for place, posting in enumerate(_led(month.previous)):
        rows.append(_duty(posting, Duty.Kind.REVIEW, month.previous, date(month.year, month.month, REVIEWS_BY), place))
        day = date(month.year, month.month, TALKS_BY)
        rows.append(_duty(posting, Duty.Kind.TALK, month.previous.previous, day, place + 1))
    Duty.objects.bulk_create(rows)


def _led(month: Month) -> list[Posting]:
    led = Posting.objects.of_agents().touching(month).filter(team__supervisor__isnull=False)
    by_agent = {posting.person_id: posting for posting in led.select_related("team").order_by("pk")}
    return list(by_agent.values())


def _duty(posting: Posting, kind: str, about: Month, day: date, place: int) -> Duty:
    assert posting.team is not None
    leader = posting.team.supervisor_id
    assert leader is not None
    late = place % EVERY == 0
    is_missing = late and kind == Duty.Kind.TALK
    return Duty(
        kind=kind,
        person_id=leader,
        agent_id=posting.person_id,
        first_day=about.first_day,
        day=day,
        done_on=None if is_missing else day + timedelta(days=1 if late else -(place % 3)),
        done_by_id=None if is_missing else leader,
    )
