"""An order that was worked in the portal and one that came in by a file are measured alike."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from evidence.surveys.call_backs import Said, call_back
from people.models import Account, Person, Site
from tenants.models import Company
from tests.importing import Sender
from tests.scoring.measuring import figures
from workorders.acts import verbs
from workorders.models import Handling, WorkOrder
from workorders.registering.places import Place
from workorders.registering.verbs import Problem, Request, Resident, register

CREATED = datetime(2026, 10, 6, 1, tzinfo=UTC)
PROFILE = """
kind = "workorders"
source = "tickets"
[fields]
number = "单号"
created_at = "创建"
responded_at = "响应"
dispatched_at = "派单"
completed_at = "办结"
agent = "客服"
rating = "评分"
answered_at = "评价"
"""
FILE = """单号,创建,响应,派单,办结,客服,评分,评价
N-1,2026-10-06 09:00,2026-10-06 09:12,2026-10-06 09:12,2026-10-06 15:00,A002,4,2026-10-06 18:00
"""


def later(minutes: int) -> datetime:
    return CREATED + timedelta(minutes=minutes)


def worked_in_the_portal() -> WorkOrder:
    agent, lead = (Account.objects.get(username=name) for name in ("agent", "supervisor"))
    request = Request(
        channel="app",
        site=Site.objects.get(code="CH"),
        place=Place(None, "3-2-1103"),
        problem=Problem("给排水", "水压偏低"),
        resident=Resident(),
    )
    order = register(request, take_on=False, by=agent, at=CREATED)
    verbs.take_on(order, by=agent, at=later(12))
    verbs.promise(order, until=later(600), by=agent, at=later(13))
    verbs.tell(order, words="师傅在路上", by=agent, at=later(60))
    verbs.complete(order, note="已处理", photos=(), by=agent, at=later(360))
    call_back(order, said=Said(is_done=True, rating=4), by=lead, at=later(540))
    return order


def test_an_order_of_the_desk_and_one_of_a_file_score_alike(company: Company, tmp_path: Path) -> None:
    profile = tmp_path / "tickets.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    Sender(company, "workorders", tmp_path, profile).send(FILE)
    order = worked_in_the_portal()
    desk, file = (Person.objects.get(staff_number=number) for number in ("A001", "A002"))
    for code in ("completion_rate", "mean_response_minutes", "satisfaction"):
        assert figures(desk, code) == figures(file, code) is not None, code
    assert figures(desk, "satisfaction") == (4, 5, 1)
    assert Handling.objects.get(order=order).archived_at == later(540)
    again = register(
        Request(
            channel="phone",
            site=Site.objects.get(code="CH"),
            place=Place(None, "3-2-1103"),
            problem=Problem("给排水", "水压偏低"),
            resident=Resident(),
        ),
        take_on=False,
        by=Account.objects.get(username="agent"),
        at=later(60 * 24 * 20),
    )
    assert Handling.objects.get(order=again).repeat_of == order
