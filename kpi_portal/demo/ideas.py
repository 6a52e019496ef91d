"""What is said about the demo's suggestions: questions and answers, and a decision in the portal."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from evidence.suggestions import talk, verbs
from evidence.suggestions.models import Suggestion, SuggestionNote
from kpi_portal.demo.company import TEAMS
from people.models import Account, Posting

ASKED = ("大概要花多少钱？谁来维护？", "别的项目试过吗？效果怎样？", "先在一个楼栋试一个月，可以吗？")
ANSWERED = ("问过供应商，不到三百元，前台每周检查一次。", "云栖里去年试过，来电少了一半。", "可以，我来记前后的数据。")
MOST = 3
REASON = "成本低、见效快，下月起三个项目一起做。"


def tell() -> None:
    """The latest ideas are discussed by who leads and who had them; the oldest that waits is adopted."""
    if SuggestionNote.objects.exists():
        return
    open_ones = Q(decision=Suggestion.Decision.PENDING) | Q(decision=Suggestion.Decision.ADOPTED)
    ideas = Suggestion.objects.standing().filter(open_ones, agent__account__isnull=False)
    latest = list(ideas.select_related("agent__account").order_by("-submitted_at", "-pk")[:MOST])
    for place, idea in enumerate(latest):
        leader = _leader(idea)
        for by, words, days in ((leader, ASKED[place], 1), (idea.agent.account, ANSWERED[place], 2)):
            said = talk.discuss(idea, by=by, words=words)
            at = min(idea.submitted_at + timedelta(days=days), timezone.now())
            SuggestionNote.objects.filter(pk=said.pk).update(at=at)
    waiting = [idea for idea in latest if idea.decision == Suggestion.Decision.PENDING]
    if len(waiting) > 1:
        verbs.decide(waiting[-1], decision="adopted", by=_leader(waiting[-1]), at=timezone.now(), reason=REASON)


def _leader(idea: Suggestion) -> Account:
    """Whoever leads the submitter's team now."""
    posting = Posting.objects.filter(person=idea.agent, team__isnull=False).order_by("-first_day").first()
    number = TEAMS[0].supervisor
    if posting and posting.team and posting.team.supervisor:
        number = posting.team.supervisor.staff_number or number
    return Account.objects.get(person__staff_number=number)
