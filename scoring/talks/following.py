"""What becomes of a plan: its owner says that it is done, and at the next talk whoever leads says what came of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib import attachments
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit
from scoring import cards
from scoring.card_summary import summary
from scoring.models import Talk, TalkItem
from scoring.talks import who
from scoring.talks.seen import TalkItemQuerySet


@dataclass(frozen=True, slots=True)
class Followed:
    """An item of an earlier plan, with the score of its dimension then and in the month talked about now."""

    item: TalkItem
    then: Decimal | None
    now: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """How much the score moved."""
        return None if self.then is None or self.now is None else self.now - self.then

    @property
    def is_worse(self) -> bool:
        """Whether it fell."""
        return self.change is not None and self.change < 0


def earlier(talk: Talk) -> TalkItemQuerySet:
    """The items of the agent's earlier plans, the latest plan first."""
    before = TalkItem.objects.standing().filter(talk__agent=talk.agent_id)
    before = before.filter(talk__month__first_day__lt=talk.month.first_day)
    rows: TalkItemQuerySet = before.select_related("owner", "talk__month", "talk__card", "looked_at_by__person")
    return rows.order_by("-talk__month__first_day", "position")


def shown(talk: Talk) -> list[Followed]:
    """Those that are open, and those of the talk before this one, with their figures."""
    found = list(earlier(talk))
    latest = found[0].talk_id if found else None
    found = [item for item in found if not item.outcome or item.talk_id == latest]
    card = cards.listed(talk.month.month).filter(agent=talk.agent_id).first() if found else None
    now = summary(card).scores if card else {}
    return [Followed(item, _then(item), now.get(item.dimension)) for item in found]


def _then(item: TalkItem) -> Decimal | None:
    return summary(item.talk.card).scores.get(item.dimension) if item.talk.card else None


def refuse_open(talk: Talk) -> None:
    """Raise Refused while an item of an earlier plan whose day is past was not looked at."""
    waiting = earlier(talk).to_follow_up().filter(due__lt=timezone.localdate()).first()
    if waiting is not None:
        sentence = _("Say first what became of “%(what)s” of the plan of %(month)s.")
        params = {"what": waiting.what, "month": waiting.talk.month.month}
        raise Refused(sentence, code="not_followed_up", params=params)


@transaction.atomic
def finish(item: TalkItem, *, by: Account, words: str, file: Any = None) -> TalkItem:
    """Its owner says that it is done, and what shows it; until somebody looked at it, once more. Raises Refused."""
    item = _held(item)
    if item.owner_id != by.person_id:
        raise Refused(_("Only who is to do it says that it is done."), code="not_own")
    if item.outcome:
        raise Refused(_("It was looked at already."), code="looked_at")
    if not words.strip():
        raise Refused(_("Say what was done."), code="no_words", field="words")
    item.done_at, item.done_words = timezone.now(), words.strip()
    if file is not None:
        item.file_name, item.content_type = file.name[:200], file.content_type
        item.file.save(attachments.random_name(file.content_type), file, save=False)
    item.save()
    audit.record(by=by, verb="scoring.finish_talk_item", subject=item, detail={"what": item.what})
    return item


@transaction.atomic
def look_at(item: TalkItem, *, talk: Talk, by: Account, outcome: str, words: str = "") -> TalkItem:
    """Say what became of it, in the later ``talk`` with the same agent; whoever holds that does. Raises Refused."""
    item = _held(item)
    refuse_for_oneself(by, item.talk.agent_id)
    if item.talk.agent_id != talk.agent_id or not who.may_look(by, talk):
        raise Refused(_("Whoever leads the agent says what became of it."), code="not_yours")
    if item.outcome:
        raise Refused(_("It was looked at already."), code="looked_at")
    item.outcome, item.outcome_words = outcome, words.strip()
    item.looked_at_by, item.looked_at = by, timezone.now()
    item.save(update_fields=["outcome", "outcome_words", "looked_at_by", "looked_at"])
    audit.record(by=by, verb="scoring.look_at_talk_item", subject=item, detail={"verdict": item.get_outcome_display()})
    return item


def _held(item: TalkItem) -> TalkItem:
    rows = TalkItem.objects.standing().select_for_update(of=("self",))
    found: TalkItem = rows.select_related("talk__month", "talk__agent").get(pk=item.pk)
    return found
