"""Awards of a final month: proposed by rule, decided by people, seen as the company shows ranks."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from records.models import LedgerEntry, MonthRecord, MonthState
from scoring import publishing
from scoring.appeals.ripple import Moves
from scoring.models import Award, AwardComment, AwardDecision, AwardKind, ScoringSettings
from scoring.results import ripple_part
from scoring.results.awarding import Choice, decide
from scoring.results.candidates import proposal
from scoring.results.money import decided_money
from tests.companies import Once
from tests.doors import client_of
from tests.months import bring_to, finaliser, open_again
from tests.scoring import final_months
from tests.scoring.appealing import account, card, publish_october
from tests.scoring.month_of_facts import OCTOBER, person

STAR, PROGRESS = AwardKind
ADDRESS = "/awards/2026-10/star/"


@pytest.fixture(scope="module")
def final_once(once_at_acme: Once) -> Iterator[None]:
    """李静 has the higher total; 王芳 has gained more since September."""
    with once_at_acme():
        publish_october()
        publishing.finalise_month(month=OCTOBER, by=finaliser())
        final_months.tell(OCTOBER.previous, {"李静": "99.00", "王芳": "20.00"})
        yield


@pytest.fixture(autouse=True)
def final_october(final_once: None, company: object) -> None:
    pass


def star_for(*names: str, amount: str = "500.01", reason: str = "", by: str = "hr") -> AwardDecision:
    choice = Choice([person(name).pk for name in names], Decimal(amount), reason)
    return decide(kind=STAR, month=OCTOBER, choice=choice, by=account(by))


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_hr_decides_as_proposed_and_the_agent_has_it_on_home_card_and_paper() -> None:
    hr, agent = client_of("hr", "acme"), client_of("second_agent", "acme")
    assert ADDRESS in hr.get("/").content.decode()
    page = hr.get(ADDRESS).content.decode()
    assert page.index("李静") < page.index("王芳")
    sent = hr.post(f"{ADDRESS}decide/", {"agents": [person("李静").pk], "amount": "500", "reason": ""})
    assert sent.headers["Location"] == ADDRESS
    award = Award.objects.get()
    assert (award.decision.by_rule, award.card.pk, award.label.name) == (True, card("李静").pk, "李静")
    assert LedgerEntry.objects.filter(kind="award", body__contains=award.card.fingerprint).count() == 1
    certificate = f"/certificates/{award.pk}/"
    for address in ("/awards/", f"/card/2026-10/{award.agent_id}/"):
        assert certificate in agent.get(address).content.decode()
    assert "月度服务之星" in agent.get("/").content.decode()
    told = words_of(agent.get(certificate).content)
    for word in ("荣誉证书", "李静", "Service star of the month", award.number):
        assert word in told
    assert str(award.card.total) not in told


def test_another_choice_and_another_decision_need_a_reason_and_both_stay_readable() -> None:
    with pytest.raises(ValidationError, match="请写明理由"):
        star_for("王芳")
    star_for("王芳", reason="带教两名新人")
    with pytest.raises(ValidationError, match="替换已有决定"):
        star_for("李静")
    star_for("李静", "王芳", reason="两人并列")
    assert [one.by_rule for one in AwardDecision.objects.order_by("pk")] == [False, False]
    page = client_of("hr", "acme").get(ADDRESS).content.decode()
    assert "带教两名新人" in page
    assert sorted(one.amount for one in decided_money(OCTOBER)) == [Decimal("250.00"), Decimal("250.01")]
    star_for(reason="本月空缺", amount="0")
    assert decided_money(OCTOBER) == []


def test_nobody_decides_for_themselves_and_only_a_final_month_has_awards() -> None:
    own = account("hr")
    own.person = person("李静")
    with pytest.raises(ValidationError, match="为自己办理"):
        decide(kind=STAR, month=OCTOBER, choice=Choice([person("王芳").pk], Decimal(0), "x"), by=own)
    open_again(OCTOBER)
    with pytest.raises(ValidationError, match="尚未定稿"):
        star_for("李静")


def test_progress_is_the_gain_over_own_earlier_months_and_leads_comment_before_hr_decides() -> None:
    found = proposal(PROGRESS, OCTOBER)
    assert [found.cards[agent].label.name for agent in found.proposed] == ["王芳"]
    supervisor = client_of("supervisor", "acme")
    assert supervisor.post("/awards/2026-10/progress/comment/", {"words": "进步很大"}).status_code == 302
    assert AwardComment.objects.get().by == account("supervisor")
    assert "进步很大" in client_of("hr", "acme").get("/awards/2026-10/progress/").content.decode()
    assert supervisor.post(f"{ADDRESS}decide/", {"amount": "0"}).status_code == 403


def test_a_month_that_came_to_other_cards_says_so_and_the_decision_stands() -> None:
    star_for("李静")
    open_again(OCTOBER)
    final_months.supersede("王芳", "104.00")
    hr = client_of("hr", "acme")
    assert "重新打开" in hr.get(ADDRESS).content.decode()
    bring_to(MonthState.FINAL, OCTOBER)
    assert "现在会提议其他人" in hr.get(ADDRESS).content.decode()
    assert Award.objects.standing().get().agent == person("李静")


def test_the_ripple_of_an_appeal_says_whom_the_rule_would_propose() -> None:
    record = MonthRecord.objects.get(first_day=OCTOBER.first_day)
    before = {one.agent_id: one for one in (card("王芳"), card("李静"))}
    after = {one.agent_id: one for one in (card("王芳"), card("李静"))}
    higher = after[person("王芳").pk]
    higher.total, higher.pk = Decimal("104.00"), None
    lines = list(ripple_part.AWARD.lines(Moves(record, before, after, frozenset({higher.agent_id}))))
    star = {line.name: (line.before, line.after) for line in lines if line.what == "award:star"}
    assert star == {"李静": ("★", ""), "王芳": ("", "★")}


@pytest.mark.parametrize(("rule", "top", "sees"), [("own", 10, False), ("top", 1, True), ("all", 10, True)])
def test_agents_read_the_awards_of_others_as_far_as_the_company_shows_ranks(rule: str, top: int, sees: bool) -> None:
    award = star_for("李静").awards.get()
    ScoringSettings.objects.update(rank_visibility=rule, rank_top=top)
    agent = client_of("agent", "acme")
    assert ("李静" in agent.get("/awards/").content.decode()) is sees
    assert agent.get(f"/certificates/{award.pk}/").status_code == (200 if sees else 404)
    assert client_of("other_supervisor", "acme").get(f"/certificates/{award.pk}/").status_code == 200
