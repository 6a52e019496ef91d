"""What surrounds the demo's quality checks: samples of the inspector, contested items, second ratings."""

from django.utils import timezone

from evidence.models import CheckSample, QualityCheck
from evidence.quality_checks import checklists, verbs
from evidence.quality_checks.contests import verbs as contests
from evidence.quality_checks.models import Checklist
from evidence.quality_checks.sampling import replacing
from evidence.quality_checks.sampling.verbs import draw_sample
from evidence.quality_checks.second import verbs as second
from evidence.quality_checks.verbs import Contact, Item, Outcome
from kpi_portal.demo.company import INSPECTOR, TEAMS
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Team
from records.months import company_zone

CONTESTED = (
    "录音 1 分 20 秒处已说明预计时间，请复听。",
    "业主当时在电梯里，信号断了，回拨后已核对房号。",
    "已请业主补房号，录音 2 分 05 秒。",
)
UPHELD, DECLINED = ("复听属实，改为合格。", "复听全程，没有核对房号。")


def tell(month: Month) -> None:
    """In the running month, or while it has nothing in the one under review; nothing where there is any sample."""
    if CheckSample.objects.exists():
        return
    checklists.adopt_usual(by=_account("H01"))
    for each in (month, month.previous):
        try:
            _sample(each)
        except Refused:  # nothing came in yet
            continue
        break
    since = month.previous.bounds(company_zone())[0]
    checks = QualityCheck.objects.standing().filter(contact_at__gte=since, final_at__isnull=False)
    failed = checks.filter(items__outcome=Outcome.FAIL, agent__account__isnull=False).distinct()
    _contest(list(failed.order_by("-contact_at", "-pk")[:3]))
    _rate_again(list(checks.order_by("-contact_at", "-pk")[3:11]))


def _sample(month: Month) -> None:
    """Drawn by who leads and by the inspector; of the second one contact has no recording, and two are checked."""
    inspector, team = _account(INSPECTOR), Team.objects.get(name=TEAMS[0].name)
    for by in (Account.objects.get(person=team.supervisor_id), inspector):
        sample = draw_sample(month=month, team=team, per_agent=3, by=by)
    first, *others = sample.contacts.open()
    replacing.replace(first, why="no_recording", words="系统未录音", by=inspector)
    phone = Checklist.objects.filter(contact="phone", is_current=True)[0]
    passed, findings = list(checklists.items_of(phone)), checklists.findings_of(phone)
    failed = [_failed(passed[3], findings[3]) if place == 3 else item for place, item in enumerate(passed)]
    for drawn, items in zip(others, (passed, failed), strict=False):
        contact = Contact(drawn.agent, drawn.contact_at, drawn.site, phone, key=drawn.contact)
        verbs.record_check(contact, items=items, by=inspector, at=timezone.now())


def _failed(item: Item, findings: tuple[str, ...]) -> Item:
    return item._replace(outcome=Outcome.FAIL, finding=findings[0])


def _contest(checks: list[QualityCheck]) -> None:
    """Three items are contested: one is upheld, one is not, one waits."""
    told = zip(checks, CONTESTED, (("upheld", UPHELD), ("declined", DECLINED), None), strict=False)
    for check, words, decided in told:
        item = check.items.filter(outcome=Outcome.FAIL)[0]
        contested = contests.contest(item, words=words, by=check.agent.account)
        if decided:
            contests.decide(contested, decision=decided[0], words=decided[1], by=_account("H02"))
        if decided and decided[0] == "declined":
            contests.take_note(check, by=check.agent.account)


def _rate_again(checks: list[QualityCheck]) -> None:
    """By the second HR, who sees two of them otherwise, of which one is settled; the last is asked of the inspector."""
    other, hr = _account("H02"), _account("H01")
    for place, check in enumerate(checks):
        rater = _account(INSPECTOR) if check == checks[-1] else other
        if not second.askable(check).filter(pk=rater.pk).exists():
            continue
        asked, items = second.ask(check, rater=rater, by=hr), verbs.items_of(check)
        if rater == other:
            items[0] = items[0]._replace(outcome=Outcome.FAIL if place in (1, 4) else items[0].outcome)
            second.rate(asked, items=items, by=other)
        if place == 1 and items[0].outcome != check.items.all()[0].outcome:
            second.settle(asked, settlement="second", by=hr)


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
