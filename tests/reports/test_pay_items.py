"""What is paid beside the grade, who is told of it, and all cards of a month in one file."""

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from people.models import Team
from reports.models import CardBundle
from reports.pay import awards, batches, bundles
from reports.pay.due import MonthDue
from reports.pay.models import PayBatch, PayColumns, PayItem, PayRow
from reports.pay.page import BatchPage
from reports.pay.ripple import PAID
from reports.pay.to_do import batches as to_release
from reports.pay.to_do import months_to_pay
from scoring import company_settings, team_scores
from scoring.appeals.ripple import Moves
from scoring.models import AwardKind, Card
from scoring.results.awarding import Choice, decide
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.reports.test_pay import FIRST, hr, item, other, paid, record, released
from tests.scoring.month_of_facts import OCTOBER, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("final")


def lines() -> list[dict[str, str]]:
    return [line for due in MonthDue(record()).everybody for line in due.lines]


def test_hr_enters_an_item_and_takes_it_back() -> None:
    client = visitor("hr")
    typed = {"agent": person("王芳").pk, "kind": "award", "amount": "500", "text": "月度服务之星"}
    assert client.post("/payroll/2026-10/items/new/", typed).status_code == 302
    assert "500.00" in words(client.get("/payroll/2026-10/items/").content)
    entered = PayItem.objects.get()
    client.post(f"/payroll/items/{entered.pk}/take-back/", {"reason": "重复"})
    assert "taken back: 重复" in words(client.get("/payroll/2026-10/items/").content)
    assert lines() == []


@pytest.mark.parametrize(("gate", "counted"), [("50", "200.00"), ("99", "0.00")])
def test_a_team_bonus_is_paid_from_the_score_of_its_gate_on(gate: str, counted: str) -> None:
    card = Card.objects.current().get(agent__name="王芳")
    team = Team.objects.get(pk=card.team_id)
    typed = {"team": team.pk, "amount": "200", "gate_of": "score", "gate": gate, "text": "班组奖"}
    assert visitor("hr").post("/payroll/2026-10/items/team/", typed).status_code == 302
    line = next(line for due in MonthDue(record()).everybody if due.agent.name == "王芳" for line in due.lines)
    assert (line["counted"], line["score"]) == (counted, str(team_scores.of_teams(OCTOBER, {team.pk})[team.pk]))
    page = words(visitor("hr").get("/payroll/2026-10/").content)
    assert ("below 99.00" in page) is (counted == "0.00")


def test_a_team_s_score_sums_its_members_and_leaves_adjustments_out() -> None:
    """Her golden month; beside her somebody without evidence, so that half a suggestion is adopted: 60 for 90."""
    team = Card.objects.current().get(agent__name="王芳").team_id or 0
    assert team_scores.of_teams(OCTOBER, {team, 10**6}) == {team: Decimal("81.31") - Decimal("3.00"), 10**6: None}


def test_decided_award_money_is_taken_over_and_follows_the_decision() -> None:
    choice = Choice([person("王芳").pk], Decimal("500.00"), reason="本月最佳")
    decide(kind=AwardKind.STAR, month=OCTOBER, choice=choice, by=hr())
    client = visitor("hr")
    assert "Award money was decided" in words(client.get("/payroll/2026-10/").content)
    client.post("/payroll/2026-10/items/awards/")
    assert [(line["kind"], line["counted"]) for line in lines()] == [("award", "500.00")]
    assert awards.offered(OCTOBER) == ([], [])
    again = Choice([], Decimal(0), reason="复议")
    decide(kind=AwardKind.STAR, month=OCTOBER, choice=again, by=hr())
    awards.take_over(month=OCTOBER, by=hr())
    assert lines() == []


def test_whose_card_it_is_and_hr_read_what_was_paid_and_nobody_else() -> None:
    item("420.00")
    paid()
    address = f"/card/2026-10/{person('王芳').pk}/"
    told = {who: words(visitor(who).get(address).content) for who in ("agent", "hr", "supervisor", "administrator")}
    seen = {who: "seen by you and HR only" in page for who, page in told.items()}
    assert seen == {"agent": True, "hr": True, "supervisor": False, "administrator": False}
    assert "1,920.00" in words(visitor("agent").get(address).content)


def test_an_appeal_says_what_was_paid_and_what_is_due() -> None:
    paid()
    before = Card.objects.current().get(agent__name="王芳")
    after = Card.objects.current().get(agent__name="王芳")
    after.pay = Decimal("1650.00")
    moves = Moves(record(), {before.agent_id: before}, {after.agent_id: after}, frozenset())
    line = next(iter(PAID.lines(moves)))
    assert (line.before, line.after, line.is_money) == ("1500.00", "1650.00", True)


def test_the_company_names_its_own_columns() -> None:
    client = visitor("hr")
    typed = {
        "heading-staff_number": "EMP_NO",
        "place-staff_number": "2",
        "heading-amount": "PERF_PAY",
        "place-amount": "1",
    }
    assert "1500.00" in words(client.post("/payroll/columns/", {**typed, "do": "look"}).content)
    assert not PayColumns.objects.exists()
    client.post("/payroll/columns/", typed)
    batch = released()
    assert batch.columns == [["amount", "PERF_PAY"], ["staff_number", "EMP_NO"]]
    data = client.get(f"/payroll/batches/{batch.pk}/file/?format=csv").content.decode("utf-8-sig")
    assert data.splitlines()[0] == "PERF_PAY,EMP_NO"
    assert "The amount to be paid has to be in the file." in words(
        client.post("/payroll/columns/", {"heading-name": "姓名"}).content
    )


def test_a_batch_of_one_team_leaves_the_others_to_another() -> None:
    card = Card.objects.current().get(agent__name="王芳")
    one = released(team=Team.objects.get(pk=card.team_id))
    rest = released()
    assert one.people + rest.people == 3
    assert PayRow.objects.values("agent").distinct().count() == 3


def test_a_difference_is_paid_by_its_own_batch_and_shown_against_what_was_paid() -> None:
    first = paid()
    item("180.00")
    client = visitor("hr")
    assert "1 person was paid something else than is due now." in words(client.get("/payroll/2026-10/").content)
    batch = batches.make(month=OCTOBER, by=hr(), kind="difference")
    page = words(client.get(f"/payroll/batches/{batch.pk}/").content)
    assert "Compared with what was paid" in page
    assert "+180.00" in page
    batches.withdraw(batch=batch, by=hr())
    with refused("wrong_state"):
        batches.withdraw(batch=first, by=hr())
    assert PayBatch.objects.filter(kind=FIRST).count() == 1


def test_a_batch_says_on_which_day_of_the_company_its_cards_became_final() -> None:
    batch = released()
    batch.month.finalised_at = datetime(2026, 11, 3, 18, tzinfo=UTC)
    assert next(iter(BatchPage(batch, hr()).checks)).detail == "11-04"


def test_until_the_pay_day_of_the_company_hrs_home_and_the_batch_say_when_it_is_to_be_released() -> None:
    now = datetime(2026, 11, 5, 4, tzinfo=UTC)
    assert {group.due for group in [*months_to_pay(hr(), now), *to_release(hr(), now)]} == {None}
    company_settings.change(by=None, pay_day=31)
    last_of_november = datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert [group.due for group in months_to_pay(hr(), now)] == [last_of_november]
    batch = batches.make(month=OCTOBER, by=hr(), kind=FIRST)
    address, client = f"/payroll/batches/{batch.pk}/", visitor("hr")
    assert [group.due for group in to_release(hr(), now)] == [last_of_november]
    assert "To be released by 2026-11-30 24:00" in words(client.get(address).content)
    batches.hand_over(batch=batch, by=hr(), note="已核对")
    batch.refresh_from_db()
    done = batches.release(batch=batch, by=other(), seen=batch.checksum)
    assert [group.due for group in to_release(hr(), now)] == [None], "it waits for its payment only"
    assert "To be released by" not in words(client.get(f"/payroll/batches/{done.pk}/").content)


def test_the_maker_says_something_of_one_row_and_the_file_and_the_card_have_it() -> None:
    batch, client, whose = batches.make(month=OCTOBER, by=hr(), kind=FIRST), visitor("hr"), person("王芳")
    address = f"/payroll/batches/{batch.pk}/rows/{whose.pk}/"
    assert address in client.get(f"/payroll/batches/{batch.pk}/").content.decode()
    assert client.post(address, {"words": "本月兼夜班，已与本人核对"}).status_code == 302
    assert "本月兼夜班，已与本人核对" in client.get(address).content.decode(), "what was typed is there again"
    with refused("not_in_it"):
        batches.say(batch=batch, agent=person("郭强").pk, words="误", by=hr())
    with refused("not_maker"):
        batches.say(batch=batch, agent=whose.pk, words="误", by=other())
    batch.refresh_from_db()
    batches.hand_over(batch=batch, by=hr(), note="已核对")
    with refused("wrong_state"):
        batches.say(batch=batch, agent=whose.pk, words="后改", by=hr())
    batch.refresh_from_db()
    assert address not in client.get(f"/payroll/batches/{batch.pk}/").content.decode()
    batches.release(batch=batch, by=other(), seen=batch.checksum)
    file = client.get(f"/payroll/batches/{batch.pk}/file/?format=csv").content.decode("utf-8-sig")
    assert [line for line in file.splitlines() if "本月兼夜班" in line and "王芳" in line]
    assert "本月兼夜班" in words(visitor("agent").get(f"/card/2026-10/{whose.pk}/").content)
    own = words(visitor("second_agent").get(f"/card/2026-10/{person('李静').pk}/").content)
    assert "本月兼夜班" not in own


def test_all_cards_of_a_month_come_in_one_file() -> None:
    client, files = visitor("hr"), {}
    for kind in ("zip", "pdf"):
        address = client.post("/payroll/2026-10/cards/", {"kind": kind}).headers["Location"]
        assert "Waiting for its turn" in words(client.get(address).content)
        run = CardBundle.objects.get(kind=kind)
        assert bundles.ask(month=OCTOBER, kind=kind, by=hr()) == run
        assert bundles.work(run.pk)
        assert "3 of 3 cards" in words(client.get(address, headers={"HX-Request": "true"}).content)
        files[kind] = io.BytesIO(client.get(f"{address}file/").content)
    names = [name.rpartition("-")[2] for name in zipfile.ZipFile(files["zip"]).namelist()]
    assert names == ["李静.pdf", "王芳.pdf", "周倩.pdf"]
    assert len(PdfReader(files["pdf"]).pages) == 3
    others = ("agent", "supervisor", "administrator")
    assert {visitor(who).get(f"{address}file/").status_code for who in others} == {403}
    run.refresh_from_db()
    run.file.storage.delete(str(run.file.name))
    assert "The file is no longer there." in words(client.get(f"{address}file/", follow=True).content)


def test_a_cancelled_run_leaves_no_file() -> None:
    run = bundles.ask(month=OCTOBER, kind="zip", by=hr())
    visitor("hr").post(f"/payroll/cards/{run.pk}/cancel/")
    assert bundles.work(run.pk)
    run.refresh_from_db()
    assert (run.state, bool(run.file)) == ("stopped", False)
