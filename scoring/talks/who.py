"""Who holds a talk: whoever leads the agent in that month; HR where nobody does, or late; nobody their own."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from people.visibility import led_postings, sees_everybody
from scoring.models import Talk
from scoring.review.reviewers import leader_of_card
from scoring.talks.seen import TalkQuerySet

HOLDS = "scoring.hold_talk"


def with_leader(talks: TalkQuerySet) -> TalkQuerySet:
    """These talks, each with the key of the person who leads its agent first (``leader``; None: nobody)."""
    found: TalkQuerySet = talks.annotate(leader=leader_of_card())
    return found


def asks(account: Account, now: datetime) -> Q:
    """Of talks with their leader those that the account is asked to hold now: of whom it leads first of all; once late
    of all whom it sees; HR's from the beginning where nobody leads."""
    mine = Q(leader=account.person_id) | Q(due__lte=now)
    return mine | Q(leader=None) if sees_everybody(account) else mine


def asked_of(account: Account, now: datetime) -> TalkQuerySet:
    """The talks that the account is asked to hold now."""
    talks = with_leader(Talk.objects.visible_to(account)).filter(asks(account, now), state=Talk.State.DUE)
    found: TalkQuerySet = talks.exclude(agent=account.person_id)
    return found


def leads(account: Account, talk: Talk) -> bool:
    """Whether the account leads the agent in the month talked about."""
    return led_postings(account, talk.month.month).filter(person=talk.agent_id).exists()


def why_not(account: Account, talk: Talk, now: datetime | None = None) -> str:
    """The sentence with which somebody is kept from holding this talk; empty for who may."""
    if account.person_id == talk.agent_id:
        return str(_("Nobody talks with themselves."))
    if leads(account, talk) or (talk.due <= (now or timezone.now())):
        return ""
    leader = with_leader(Talk.objects.filter(pk=talk.pk)).values_list("leader", flat=True).get()
    if leader is None:
        return ""
    name = Person.objects.values_list("name", flat=True).get(pk=leader)
    return str(_("%(name)s leads and holds this talk; HR does once it is late.") % {"name": name})


def refuse(account: Account, talk: Talk) -> None:
    """Raise Refused for who is kept from holding this talk."""
    refuse_for_oneself(account, talk.agent_id)
    sentence = why_not(account, talk)
    if sentence:
        raise Refused(sentence, code="not_yours")


def may_look(account: Account, talk: Talk) -> bool:
    """Whether the account says what became of the plans of this talk's agent: who leads, and who sees everybody."""
    is_other = account.person_id != talk.agent_id
    return is_other and account.has_perm(HOLDS) and (sees_everybody(account) or leads(account, talk))
