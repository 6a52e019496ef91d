"""Judging a flag: by somebody whom it does not concern, in words. It moves no figure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, second_word
from scoring.models import Flag, FlagWord
from scoring.scored_posts import is_scored


@transaction.atomic
def judge(*, flag: Flag, verdict: str, words: str, by: Account) -> FlagWord:
    """Say what came of it. Raises Refused for whom it concerns, and for whose own card counts the agent's figures."""
    flag = Flag.objects.select_for_update(of=("self",)).select_related("agent").get(pk=flag.pk)
    refuse(flag, by)
    if not words.strip():
        raise Refused(_("Say in words what you found."), code="no_words", field="words")
    word = FlagWord.objects.create(flag=flag, verdict=verdict, words=words.strip(), facts=flag.facts, by=by)
    flag.is_open = False
    flag.save(update_fields=["is_open"])
    detail = {"agent": flag.agent.name, "month": flag.month, "verdict": verdict, "reason": word.words}
    audit.record(by=by, verb="scoring.judge_flag", subject=word, detail=detail)
    return word


def refuse(flag: Flag, by: Account) -> None:
    """Nobody judges a flag about themselves, nor one of people whose figures are their own card's (SCORING §1, §4)."""
    refuse_for_oneself(by, flag.agent_id, *flag.others)
    second_word.refuse_own_card(by, flag.agent_id, flag.first_day)


def not_of_the_own_card(flags: Sequence[Flag], by: Account) -> list[Flag]:
    """Those of people whose figures the actor's own card does not count; asked once for each month."""
    if not is_scored(by):
        return list(flags)
    agents: dict[date, set[int]] = defaultdict(set)
    for flag in flags:
        agents[flag.first_day].add(flag.agent_id)
    counted = {day: second_word.whom_own_card_counts(by, people, day) for day, people in agents.items()}
    return [flag for flag in flags if flag.agent_id not in counted[flag.first_day]]


def why_not(flag: Flag, by: Account) -> str:
    """The sentence with which ``judge`` would refuse; empty where it would not."""
    try:
        refuse(flag, by)
    except Refused as refusal:
        return str(refusal)
    return ""
