"""The three steps of a month for whoever leads: pushed, explained, planned; whose turn it is, the most urgent first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.month import Month
from people.models import Account, Person
from records import months
from scoring import cards
from scoring.models import Appeal, Card, CardAnswer, PlanVersion, ScoringSettings, Talk, TalkItem
from scoring.plans import versions
from scoring.saying import say
from scoring.talks import needs, turns, who
from scoring.talks.needs import Standing
from scoring.talks.turns import Turn

TABS = (
    ("", gettext_lazy("All")),
    ("mine", pgettext_lazy("whose turn", "Mine")),
    ("agent", pgettext_lazy("whose turn", "The agent's")),
    ("others", pgettext_lazy("whose turn", "Others'")),
    ("follow", pgettext_lazy("whose turn", "To follow up")),
    ("done", pgettext_lazy("whose turn", "Settled")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the month. ``talk`` is None where the month was published before talks were kept, or is history."""

    card: Card
    standing: Standing
    weakest: str
    answered: str
    talk: Talk | None
    turn: Turn

    @property
    def is_weak(self) -> bool:
        """Whether the weakest dimension is why a plan is needed."""
        return self.standing.score is not None and self.standing.score < turns.WEAK


class Steps:
    """The people whom an account sees in a month, itself left out."""

    def __init__(self, account: Account, month: Month) -> None:
        self.account, self.month = account, month
        self.now = timezone.now()
        self.settings = ScoringSettings.of_the_company()

    @cached_property
    def cards(self) -> list[Card]:
        """Standing cards that agents see."""
        seen = cards.listed(self.month).visible_to(self.account).exclude(agent=self.account.person_id)
        return [card for card in seen.select_related("month").by_name() if card.month.is_shown_to_agents]

    @cached_property
    def rows(self) -> list[Row]:
        """All of them, the most urgent first."""
        answered = self._answered()
        before = needs.totals_before(self.month, [card.agent_id for card in self.cards])
        found = []
        for card in self.cards:
            standing = needs.standing(card, before.get(card.agent_id), self.settings)
            talk = self._known.get(card.agent_id)
            holder = self._holder(talk) if talk else ""
            turn = turns.of(talk, self.account, self.now, needs_plan=bool(standing.needs), holder=holder)
            weakest = self._names.get((card.plan_id, standing.weakest), "")
            found.append(Row(card, standing, weakest, answered.get(card.pk, ""), talk, turn))
        return sorted(found, key=lambda row: (row.turn.urgency, not row.standing.needs, row.card.total or 0))

    def _holder(self, talk: Talk) -> str:
        """Who has to hold it, where that is not this account."""
        if talk.pk in self._asked:
            return ""
        return self._leaders.get(talk.leader, _("HR"))  # type: ignore[attr-defined]  # annotated by _known

    @cached_property
    def _asked(self) -> set[int]:
        asked = who.asked_of(self.account, self.now).filter(month__first_day=self.month.first_day)
        return set(asked.values_list("pk", flat=True))

    @cached_property
    def _leaders(self) -> dict[int, str]:
        keys = {talk.leader for talk in self._known.values()}  # type: ignore[attr-defined]  # annotated by _known
        return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))

    @cached_property
    def _known(self) -> dict[int, Talk]:
        agents = [card.agent_id for card in self.cards]
        rows = who.with_leader(Talk.objects.filter(month__first_day=self.month.first_day, agent__in=agents))
        rows = rows.select_related("agent", "month", "signed_by__person").prefetch_related("items__owner__department")
        return {talk.agent_id: talk for talk in rows}

    def _answered(self) -> dict[int, str]:
        """Cards to which their agents said something, with the day."""
        keys = [card.pk for card in self.cards]
        zone, found = months.company_zone(), dict[int, str]()
        said = CardAnswer.objects.filter(card__in=keys).values_list("card", "at")
        appealed = Appeal.objects.filter(card__in=keys).values_list("card", "submitted_at")
        for card, at in sorted([*said, *appealed], key=lambda each: each[1], reverse=True):
            found[card] = f"{at.astimezone(zone):%m-%d}"
        return found

    @cached_property
    def _names(self) -> dict[tuple[int, str], str]:
        """Of the dimensions, by plan."""
        plans = PlanVersion.objects.filter(pk__in={card.plan_id for card in self.cards})
        return {(plan.pk, part.code): say(part.name) for plan in plans for part in versions.read(plan).dimensions}

    def shown(self, show: str) -> list[Row]:
        """Those of a tab."""
        return [row for row in self.rows if show in ("", row.turn.whose)]

    def tabs(self) -> list[tuple[str, str, int]]:
        """Code, words, how many; of the empty ones only the first."""
        counts = Counter(row.turn.whose for row in self.rows)
        told = [(code, str(label), counts[code] if code else len(self.rows)) for code, label in TABS]
        return [tab for tab in told if tab[2] or not tab[0]]

    @property
    def first(self) -> Row | None:
        """What is the account's own turn, the most urgent."""
        return next((row for row in self.rows if row.turn.whose == "mine"), None)

    def tiles(self) -> list[dict[str, object]]:
        """The three steps and what is the own turn, as counts."""
        with_talk = [row for row in self.rows if row.talk is not None]
        needed = [row for row in with_talk if row.standing.needs]
        explained = [row for row in with_talk if row.talk and not row.talk.is_open]
        planned = [row for row in needed if row.talk and row.talk.state in (Talk.State.DONE, Talk.State.REFUSED)]
        mine = [row for row in self.rows if row.turn.whose == "mine"]
        return [
            _tile(
                _("① Card answered"), sum(bool(row.answered) for row in self.rows), len(self.rows), _silent(self.rows)
            ),
            _tile(_("② Explained"), len(explained), len(with_talk), _until(row.talk for row in with_talk)),
            _tile(_("③ Plan signed"), len(planned), len(needed), self._rule()),
            _tile(_("My turn"), len(mine), None, _span([row.turn.day for row in mine if row.turn.day])),
        ]

    def _rule(self) -> str:
        told = {"fall": self.settings.talk_fall, "floor": self.settings.talk_floor}
        return _("needed for C or below, a fall of %(fall)s, a dimension below %(floor)s") % told

    def followed(self) -> tuple[int, int]:
        """Of the items of the plans of the month before: all, and those that were kept."""
        rows = TalkItem.objects.standing().filter(talk__month__first_day=self.month.previous.first_day)
        outcomes = list(
            rows.filter(talk__agent__in=[card.agent_id for card in self.cards]).values_list("outcome", flat=True)
        )
        return len(outcomes), outcomes.count(TalkItem.Outcome.KEPT)


def latest_month(account: Account) -> Month | None:
    """The latest published month of which the account sees somebody else's card."""
    seen = Card.objects.current().filter(is_trial=False, month__state__in=cards_shown()).visible_to(account)
    day = seen.exclude(agent=account.person_id).order_by("-month__first_day")
    first = day.values_list("month__first_day", flat=True).first()
    return Month.of_day(first) if first else None


def cards_shown() -> tuple[str, ...]:
    """States of months whose cards agents see."""
    from scoring.querysets import SHOWN_TO_AGENTS

    return SHOWN_TO_AGENTS


def _tile(label: str, number: int, whole: int | None, note: str) -> dict[str, object]:
    return {"label": label, "number": number, "whole": whole, "note": note}


def _silent(rows: Sequence[Row]) -> str:
    names = [row.card.label.name for row in rows if not row.answered]
    return _("%(names)s said nothing yet") % {"names": turns.listed(names)} if names else ""


def _until(talks: Iterable[Talk | None]) -> str:
    open_ones = [talk for talk in talks if talk is not None and talk.is_open]
    if not open_ones:
        return ""
    names = turns.listed([talk.agent.name for talk in open_ones])
    return _("until %(day)s · %(names)s") % {"day": turns.day(min(talk.due for talk in open_ones)), "names": names}


def _span(days: Sequence[datetime | date]) -> str:
    told = sorted(turns.day(day) for day in days)
    if not told:
        return ""
    return (
        told[0] if told[0] == told[-1] else _("first %(first)s, last %(last)s") % {"first": told[0], "last": told[-1]}
    )
