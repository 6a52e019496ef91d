"""Praise from bringing it in to the word of who leads (SCORING §4, ``praise_count``)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from evidence.facts import correct, enter, new_number
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Site
from people.self_acting import refuse_for_oneself
from people.visibility import people_seen
from records import audit, months, second_word

from .models import Praise, PraiseFile

State = Praise.State
MOST_FILES = 10


class Said(TypedDict, total=False):
    """What is known of a praise."""

    form: Required[str]
    received_at: Required[datetime]
    words: Required[str]
    giver: str
    site: Site | None


@transaction.atomic
def bring(*, by: Account, agent: Person, files: Sequence[Any] = (), **said: Unpack[Said]) -> Praise:
    """Bring in praise of somebody else. It stands at once where the actor leads the agent and is not scored by it;
    else it waits for a word. Raises Refused."""
    if not said["words"].strip():
        raise Refused(_("Write what is praised."), code="no_words", field="words")
    if said["received_at"] > timezone.now():
        raise Refused(_("This lies in the future."), code="future", field="received_at")
    state = State.CONFIRMED if _stands_at_once(by, agent, said["received_at"]) else State.BROUGHT
    praise = Praise(number=new_number(), agent=agent, state=state, brought_by=by.person, **said)
    enter(praise, by=by, verb="bring_praise")
    for file in files:
        attach(praise, file=file, by=by)
    return praise


def decide(praise: Praise, *, decision: str, by: Account, reason: str = "") -> Praise:
    """Confirm it, or not, with a reason; until its month is final it may be decided anew. Raises Refused."""
    if decision not in (State.CONFIRMED, State.DECLINED):
        raise Refused(_("Confirm it, or say why not."), code="pending", field="decision")
    if decision == State.DECLINED and not reason.strip():
        raise Refused(_("Say why it is not confirmed."), code="no_reason", field="reason")
    if decision == praise.state:
        raise Refused(_("It stands like this already."), code="twice")
    said = reason.strip() or pgettext("praise", "Confirmed")
    return correct(praise, by=by, verb="decide_praise", reason=said, state=decision)


@transaction.atomic
def attach(praise: Praise, *, file: Any, by: Account) -> PraiseFile:
    """Keep a file with the praise: by who brought it in or decides, never by whom it is about. Raises Refused."""
    refuse_for_oneself(by, praise.agent_id)
    if by.person_id != praise.brought_by_id and not by.has_perm("evidence.record"):
        raise Refused(_("Who brought it in, or leads, adds files."), code="not_yours")
    if files_of(praise).count() >= MOST_FILES:
        raise Refused(_("At most %(most)s files."), code="too_many", params={"most": MOST_FILES}, field="file")
    kept = PraiseFile(praise=praise, content_type=file.content_type, file_name=file.name[:200], by=by)
    kept.file.save(file.name, file)
    audit.record(by=by, verb="evidence.attach_file_to_praise", subject=praise)
    return kept


def files_of(praise: Praise) -> QuerySet[PraiseFile]:
    """Those of every revision."""
    files = PraiseFile.objects.filter(praise__source=praise.source, praise__number=praise.number)
    return files.select_related("by__person")


def _stands_at_once(by: Account, agent: Person, at: datetime) -> bool:
    if not by.has_perm("evidence.record") or second_word.own_card_counts(by, agent.pk, at):
        return False
    return people_seen(by, months.month_containing(at)).filter(pk=agent.pk).exists()
