"""What the page of a talk shows: points from the card, notes, self-assessment, record, plan, signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Account
from scoring import cards
from scoring.models import Card, Talk
from scoring.plans import versions
from scoring.running.workload import workload
from scoring.saying import say
from scoring.self_assessment import page as self_assessments
from scoring.talks import following, moments, needs, points, turns, who, wording
from scoring.talks.forms import ItemFormSet, OutcomeForm, TalkForm, WordsForm, item_forms, owners
from scoring.talks.points import Point

State = Talk.State


@dataclass
class Typed:
    """Forms that were posted, so that they keep what was typed."""

    talk: TalkForm | None = None
    items: ItemFormSet | None = None
    words: WordsForm | None = None
    outcome: tuple[int, OutcomeForm] | None = None


class TalkPage:
    """One talk for one reader."""

    def __init__(self, talk: Talk, account: Account) -> None:
        self.talk, self.account, self.now = talk, account, timezone.now()
        self.is_own = talk.agent_id == account.person_id
        self.card = talk.card or _standing(talk)
        self.before = points.month_before(self.card) if self.card else None
        self.points = self._points()
        asked = talk.is_open and not self.is_own and account.has_perm(who.HOLDS)
        self.why_not = who.why_not(account, talk, self.now) if asked else ""
        self.holds = asked and not self.why_not and self.card is not None

    def _points(self) -> list[Point]:
        if self.talk.is_recorded:
            return points.kept(self.talk.proposed)
        return points.proposed(self.card, self.before) if self.card else []

    def forms(self, data: Any = None) -> Typed:
        """The record and the plan, as typed or as kept."""
        people = owners(self.talk, self.account.person_id)
        named = [(part.code, say(part.name)) for part in versions.read(self.card.plan).dimensions] if self.card else []
        record = TalkForm(data, talk=self.talk, keys=[point.key for point in self.points])
        return Typed(record, item_forms(self.talk, data, people=people, dimensions=named))

    def context(self, typed: Typed | None = None) -> dict[str, Any]:
        """Everything."""
        typed = typed or Typed()
        if self.holds and typed.talk is None:
            kept = self.forms()
            typed.talk, typed.items = kept.talk, kept.items
        talk, card = self.talk, self.card
        signs = self.is_own and talk.state == State.SIGNED
        return {
            "talk": talk,
            "card": card,
            "month": talk.month.month,
            "standing": needs.of(card) if card else None,
            "is_own": self.is_own,
            "holds": self.holds,
            "why_not": self.why_not,
            "form": typed.talk if self.holds else None,
            "items": typed.items if self.holds else None,
            "refused": typed.words.non_field_errors() if typed.words and not signs else [],
            "words_form": (typed.words or WordsForm()) if signs else None,
            "points": self._shown(typed),
            "plan": list(talk.items.select_related("owner__department", "looked_at_by__person"))
            if not self.holds
            else [],
            "steps": list(self._steps()),
            "log": moments.of_month(talk.agent_id, talk.month.month, self.account),
            "self_said": self_assessments.submitted(talk.agent_id, talk.month.month, self.account),
            "load": self._load(),
            "followed": self._followed(typed),
            "beside": self._beside() if self.holds else {},
            "is_late": talk.due <= self.now if talk.is_open else False,
            "newer": card is not None and talk.card_id is not None and not card.is_current,
        }

    def _shown(self, typed: Typed) -> list[wording.Shown]:
        ticked = set(self.talk.ticked)
        if typed.talk is not None and typed.talk.is_bound:
            ticked = set(typed.talk["ticked"].value() or ())
        month, agent = self.talk.month.month, self.talk.agent_id
        return [wording.shown(point, month, agent, point.key in ticked) for point in self.points]

    def _names(self) -> dict[str, str]:
        """Of the dimensions of the card's plan."""
        if self.card is None:
            return {}
        return {part.code: say(part.name) for part in versions.read(self.card.plan).dimensions}

    def _followed(self, typed: Typed) -> list[tuple[following.Followed, OutcomeForm | None, str]]:
        """Earlier items, each with the form where this reader says what became of it."""
        leads = not self.is_own and who.may_look(self.account, self.talk)
        names, found = self._names(), []
        for each in following.shown(self.talk):
            form = OutcomeForm(prefix=f"item{each.item.pk}") if leads and not each.item.outcome else None
            if typed.outcome and typed.outcome[0] == each.item.pk:
                form = typed.outcome[1]
            found.append((each, form, names.get(each.item.dimension, "")))
        return found

    def _load(self) -> str:
        """How much there was to do, beside the team's mean."""
        record = self.talk.month
        load = workload(self.talk.agent_id, record, (record.starts_at, record.starts_at, record.ends_at))
        own, team = load["recent"], load["team"]
        told = _("%(days)s posted days · %(orders)s orders, %(late)s of them in the evening or at night") % {
            "days": own["posted"], "orders": own["orders"], "late": own["late"],
        }  # fmt: skip
        if team["people"] > 1 and not self.is_own:
            mean = round(team["orders"] / team["people"])
            told += " · " + _("team mean %(mean)s orders") % {"mean": mean}
        return told

    def _beside(self) -> dict[str, int]:
        """Where this talk stands among those that the account has to hold of the month, and which is the next."""
        asked = who.asked_of(self.account, self.now).filter(month=self.talk.month_id)
        keys = list(asked.order_by("due", "pk").values_list("pk", flat=True))
        if self.talk.pk not in keys:
            return {}
        place = keys.index(self.talk.pk)
        return {"place": place + 1, "n": len(keys), "next": keys[(place + 1) % len(keys)]}

    def _steps(self) -> Iterator[dict[str, Any]]:
        talk = self.talk
        marks: list[tuple[str, datetime | None, datetime | None]] = [(_("Card pushed"), talk.month.published_at, None)]
        if talk.state == State.EXPLAINED:
            marks.append((_("Explained"), talk.signed_at, None))
        else:
            marks.append((_("Talk and plan"), talk.signed_at, talk.due))
            marks.append((_("Agent's signature"), talk.answered_at, talk.answer_due))
        reached = next((place for place, (_label, at, _due) in enumerate(marks) if at is None), len(marks))
        for place, (label, at, due) in enumerate(marks):
            until = _("until %(day)s") % {"day": turns.day(due)} if due and at is None else ""
            done = turns.day(at)
            yield {"label": f"{label} {done or until}".strip(), "done": at is not None, "current": place == reached}
        month = date_format(talk.month.month.next.first_day, "YEAR_MONTH_FORMAT")
        is_last = reached == len(marks) and talk.is_recorded
        yield {"label": _("Follow-up with the %(month)s card") % {"month": month}, "current": is_last}


def _standing(talk: Talk) -> Card | None:
    if not talk.month.is_shown_to_agents:
        return None
    found: Card | None = cards.current_cards(talk.month.month).filter(agent=talk.agent_id).first()
    return found
