"""One contact is checked, and counted, once: by the page, by a sample, by any file, in whatever order they come."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from evidence.models import QualityCheck, SampledContact
from evidence.quality_checks import verbs
from evidence.quality_checks.importing import KIND
from evidence.quality_checks.second import verbs as second
from kpi_portal.lib.instants import written
from people.models import Account, Team
from tenants.models import Company
from tests.importing import Sender
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, handled, person
from tests.visiting import visitor
from workorders.models import WorkOrder

HEAD = "质检编号,工号,联系时间,工单号,通话编号,得分\n"
NEW, SAMPLES = "/evidence/checks/new/", "/evidence/checks/samples/"
PASSED = {f"item-{place}": "pass" for place in range(8)}


@pytest.fixture(autouse=True)
def _in_october() -> Iterator[None]:
    with time_machine.travel(MIDDLE, tick=False):
        yield


@pytest.fixture
def order(company: Company) -> WorkOrder:
    return handled(person("王芳"), created=MIDDLE - timedelta(days=1))


@pytest.fixture
def file(company: Company, tmp_path: Path) -> Sender:
    return Sender(company, "quality_checks", tmp_path)


def row(number: str, order: str = "", call: str = "", *, at: str = "2026-10-05 10:00", score: int = 90) -> str:
    return f"{number},A001,{at},{order},{call},{score}\n"


def entered(order: str = "", call: str = "", *, at: str = "2026-10-05T10:00", by: str = "supervisor") -> str:
    said = PASSED | {"agent": person("王芳").pk, "contact_at": at, "order": order, "call": call}
    return words(visitor(by).post(NEW, said, follow=True).content)


def test_a_file_cannot_bring_a_check_of_an_order_that_was_checked_in_the_portal(order: WorkOrder, file: Sender) -> None:
    entered(order.number)
    assert "checked already: 沈立" in file.refused(HEAD + row("ZJ1", order.number.lower(), at="2026-10-06 15:00"))
    assert "checked already" in file.refused(HEAD + row("ZJ1"))  # the same minute, and the file does not say which
    file.send(HEAD + row("ZJ1", call="T-7", at="2026-10-06 15:00"))
    file.send(HEAD + row("ZJ1", call="T-7", at="2026-10-06 15:00", score=70))
    assert QualityCheck.objects.standing().count() == 2
    assert "it counts once" in entered(call="t-7", at="2026-10-08T09:00")
    assert "it counts once" in entered(call="T-8", at="2026-10-06T15:00")  # a call by another number, in its minute
    assert (
        f'">{order.number}</a>'
        in visitor("agent").get(f"/evidence/checks/{QualityCheck.objects.get(source='portal').pk}/").content.decode()
    )


def test_the_portal_and_a_sample_know_what_a_file_checked_and_forget_it_when_that_is_undone(
    order: WorkOrder, file: Sender
) -> None:
    team = Team.objects.get(supervisor__account__username="supervisor")
    said = {"month": "2026-10", "team": team.pk, "per_agent": 9}
    visitor("supervisor").post(f"{SAMPLES}draw/", said)
    file.send(HEAD + row("ZJ1", order.number))
    assert "it counts once" in entered(order.number, at="2026-10-09T09:00")
    check = QualityCheck.objects.get()
    assert list(check.drawn_as.values_list("words", flat=True)) == [order.number]
    assert KIND.undo(file.batch) == 1
    assert not check.drawn_as.exists()
    assert "The check is recorded" in entered(order.number, at="2026-10-09T09:00")


def test_a_check_that_comes_before_its_order_is_found_once_the_order_comes(company: Company, file: Sender) -> None:
    assert "No order with this number" in file.send(HEAD + row("ZJ1", "GD-88"))
    WorkOrder.objects.create(source="erp", number="gd-88", created_at=MIDDLE, agent=person("王芳"))
    assert "it counts once" in entered("GD-88", at="2026-10-09T09:00")
    assert "checked already" in file.refused(HEAD + row("ZJ2", "gd-88", at="2026-10-09 09:00"))
    assert "1 unchanged" in file.send(HEAD + row("ZJ1", "GD-88"))


def test_two_rows_of_a_file_are_two_contacts_and_one_near_another_is_asked_about(
    order: WorkOrder, file: Sender
) -> None:
    twice = HEAD + row("ZJ1", order.number) + row("ZJ2", order.number, at="2026-10-07 10:00")
    assert "a check of this contact too" in file.refused(twice)
    entered(at="2026-10-05T10:20")
    assert "names no order or call" in file.send(HEAD + row("ZJ3"))
    assert (file.batch.unchanged, file.batch.created, file.batch.detail["asked"]) == (1, 0, 1)
    file.send(HEAD + row("ZJ3"), "--accept-repeats")
    file.send(HEAD + row("ZJ3"))
    assert (file.batch.unchanged, file.batch.warned) == (1, 0)
    file.send(HEAD + row("ZJ4", order.number, at="2026-10-05 10:21"))  # it says which order: nobody is asked
    assert QualityCheck.objects.standing().count() == 3


def test_the_number_of_an_order_is_not_guessed_among_sources(order: WorkOrder, file: Sender) -> None:
    WorkOrder.objects.create(source="erp", number=order.number, created_at=MIDDLE, agent=person("李静"))
    assert "several systems" in file.refused(HEAD + row("ZJ1", order.number))
    head, line = HEAD.replace("得分", "工单来源,得分"), f"ZJ1,A001,{written(MIDDLE)},{order.number},,erp,90\n"
    file.send(head + line)
    assert QualityCheck.objects.get().contact == f"order:{WorkOrder.objects.get(source='erp').pk}"
    assert "1 unchanged" in file.send(HEAD.replace("工单号,通话编号,", "") + f"ZJ1,A001,{written(MIDDLE)},90\n")
    assert QualityCheck.objects.get().contact


def test_an_agent_with_an_inspectors_role_checks_herself_at_no_door(order: WorkOrder, file: Sender) -> None:
    Account.objects.filter(username="agent").update(roles=["agent", "inspector"])
    assert "Nobody acts for themselves" in entered(order.number, by="agent")
    assert "Nobody checks themselves" in file.refused(
        "质检编号,工号,联系时间,工单号,质检人,得分\n" + f"ZJ1,A001,2026-10-05 10:00,{order.number},A001,100\n"
    )
    team = Team.objects.get(supervisor__account__username="supervisor")
    visitor("agent").post(f"{SAMPLES}draw/", {"month": "2026-10", "team": team.pk, "per_agent": 9})
    assert not SampledContact.objects.filter(agent=person("王芳")).exists()
    check = verbs.record_check(
        verbs.Contact(person("王芳"), MIDDLE, key=f"order:{order.pk}"),
        items=[verbs.Item("报姓名", "fail"), verbs.Item("礼貌", "pass")],
        by=Account.objects.get(username="supervisor"),
        at=MIDDLE,
    )
    assert not second.askable(check).filter(username="agent").exists()
    address, said = f"/evidence/checks/{check.pk}/correct/", {"item-0": "pass", "item-1": "pass", "reason": "重听"}
    assert "Nobody acts for themselves" in words(visitor("agent").post(address, said).content)
    assert QualityCheck.objects.get() == check
