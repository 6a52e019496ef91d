"""A talk from its draft to the agent's answer (look, ``16-interview``).

Whoever leads keeps a draft that nobody else reads, and signs; then the agent reads it, adds words and signs, or refuses
with a reason. A signature says that it was talked, not that it is agreed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from records import audit
from scoring.appeals.window import end_of_working_day
from scoring.duties import owed
from scoring.models import Card, ScoringSettings, Talk, TalkItem
from scoring.talks import following, needs, points, who

State = Talk.State
MOST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing of the plan; ``due`` and ``proof`` may be missing in a draft."""

    what: str
    owner: Person
    due: date | None = None
    proof: str = ""
    dimension: str = ""


class Said(TypedDict, total=False):
    """The record: when and where, what went well, what is missing, keys of the points talked about, the plan."""

    held_at: datetime | None
    place: str
    strengths: str
    gaps: str
    ticked: Sequence[str]
    items: Sequence[Planned]


@transaction.atomic
def save(talk: Talk, *, by: Account, **said: Unpack[Said]) -> Talk:
    """Keep a draft; nobody is told and nothing is asked of it. The audit hears of the first only. Raises Refused."""
    talk = _to_hold(talk, by)
    is_first = talk.saved_at is None
    _keep(talk, said)
    if is_first:
        audit.record(by=by, verb="scoring.save_talk", subject=talk, detail={"month": talk.month.month})
    return talk


@transaction.atomic
def sign(talk: Talk, *, by: Account, **said: Unpack[Said]) -> Talk:
    """Sign the record and give it to the agent; it stays as it is. Raises Refused, at the field."""
    talk = _to_hold(talk, by)
    card = _card(talk)
    _refuse_unfinished(said)
    if needs.of(card).needs and not said.get("items"):
        sentence = _("This card calls for a plan: agree on one thing at least.")
        raise Refused(sentence, code="no_plan")
    following.refuse_open(talk)
    _keep(talk, said)
    proposed = points.proposed(card, points.month_before(card))
    talk.card, talk.proposed = card, points.to_keep(proposed)
    talk.state, talk.signed_by, talk.signed_at = State.SIGNED, by, timezone.now()
    days = ScoringSettings.of_the_company().talk_sign_days
    talk.answer_due = end_of_working_day(talk.signed_at, days)
    talk.save()
    owed.talked(talk, by)
    audit.record(by=by, verb="scoring.sign_talk", subject=talk, detail={"month": talk.month.month})
    return talk


@transaction.atomic
def explain(talk: Talk, *, by: Account) -> Talk:
    """Note that a card which calls for no plan was explained; nothing is written or signed. Raises Refused."""
    talk = _to_hold(talk, by)
    card = _card(talk)
    needed = needs.of(card).needs
    if needed:
        sentence = _("This card calls for a talk with a plan: %(why)s.")
        raise Refused(sentence, code="plan_needed", params={"why": str(_(", ")).join(needed)})
    following.refuse_open(talk)
    talk.items.all().delete()
    talk.card, talk.state, talk.signed_by, talk.signed_at = card, State.EXPLAINED, by, timezone.now()
    talk.save()
    owed.talked(talk, by)
    audit.record(by=by, verb="scoring.explain_card", subject=talk, detail={"month": talk.month.month})
    return talk


@transaction.atomic
def confirm(talk: Talk, *, by: Account, words: str = "") -> Talk:
    """The agent signs: it was talked. Words of the own may stand beside. Raises Refused."""
    talk = _answered(talk, by, State.DONE, words)
    audit.record(by=by, verb="scoring.confirm_talk", subject=talk, detail={"month": talk.month.month})
    return talk


@transaction.atomic
def decline(talk: Talk, *, by: Account, words: str) -> Talk:
    """The agent does not sign, and says why. Raises Refused."""
    if not words.strip():
        raise Refused(_("Say why you do not sign."), code="no_words", field="words")
    talk = _answered(talk, by, State.REFUSED, words)
    audit.record(by=by, verb="scoring.decline_talk", subject=talk, detail={"month": talk.month.month})
    return talk


def _answered(talk: Talk, by: Account, state: str, words: str) -> Talk:
    talk = held(talk)
    if talk.agent_id != by.person_id:
        raise Refused(_("Only whom the talk is about signs here."), code="not_own")
    if talk.state != State.SIGNED:
        raise Refused(_("There is nothing to be signed, or it was answered already."), code="not_signed")
    talk.state, talk.answered_at, talk.words = state, timezone.now(), words.strip()
    talk.save(update_fields=["state", "answered_at", "words"])
    return talk


def held(talk: Talk) -> Talk:
    """The talk in this act's hands."""
    rows = Talk.objects.select_for_update(of=("self",)).select_related("month", "agent")
    found: Talk = rows.get(pk=talk.pk)
    return found


def _to_hold(talk: Talk, by: Account) -> Talk:
    talk = held(talk)
    who.refuse(by, talk)
    if not talk.is_open:
        raise Refused(_("It was signed already; it stays as it is."), code="signed")
    return talk


def _card(talk: Talk) -> Card:
    """The version that stands, while agents see it."""
    shown = Card.objects.current().filter(month=talk.month_id, agent=talk.agent_id, is_trial=False)
    found: Card | None = shown.select_related("month", "plan", "team").first()
    if found is None or not talk.month.is_shown_to_agents:
        sentence = _("The card is not published at the moment; talk about it once it is.")
        raise Refused(sentence, code="not_published")
    return found


def _keep(talk: Talk, said: Said) -> None:
    talk.held_at = said.get("held_at")
    for name in ("place", "strengths", "gaps"):
        setattr(talk, name, str(said.get(name, "")).strip())
    talk.ticked, talk.saved_at = list(said.get("ticked", ())), timezone.now()
    talk.save()
    talk.items.all().delete()
    TalkItem.objects.bulk_create(
        TalkItem(
            talk=talk,
            position=position,
            what=item.what.strip(),
            owner=item.owner,
            due=item.due,
            proof=item.proof.strip(),
            dimension=item.dimension,
        )
        for position, item in enumerate(list(said.get("items", ()))[:MOST_ITEMS], 1)
    )


def _refuse_unfinished(said: Said) -> None:
    """A record says when it was, what went well and what is missing; each thing of a plan who, until when, how."""
    held_at = said.get("held_at")
    if held_at is None:
        raise Refused(_("Say when it was."), code="no_time", field="held_at")
    if held_at > timezone.now():
        raise Refused(_("It is signed after the talk, not before."), code="to_come", field="held_at")
    for name in ("strengths", "gaps"):
        if not str(said.get(name, "")).strip():
            raise Refused(_("Write it down in a sentence."), code="no_words", field=name)
    for item in said.get("items", ()):
        _refuse_unfinished_item(item, timezone.localdate())


def _refuse_unfinished_item(item: Planned, today: date) -> None:
    params = {"what": item.what}
    if item.due is None or not item.proof.strip():
        sentence = _("“%(what)s”: say until when, and how one knows that it is done.")
        raise Refused(sentence, code="unfinished_item", params=params)
    if item.due < today:
        raise Refused(_("“%(what)s”: its day is past."), code="past_item", params=params)
