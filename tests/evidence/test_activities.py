"""Activities for residents: who took part is entered by somebody else and is the evidence of a bonus."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from evidence.activities import verbs
from evidence.activities.models import Activity, Participation
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from records.models import LateFact, MonthState
from scoring.catalogue import verbs as catalogue
from scoring.models import Adjustment
from tenants.models import Company
from tests.herself import plays_every_role
from tests.importing import Sender
from tests.months import bring_to
from tests.scoring import month_of_facts as october
from tests.visiting import visitor

NOON = datetime(2026, 10, 14, 4, tzinfo=UTC)
LINE = "组织社区活动"


@pytest.fixture
def activity(company: Company) -> Activity:
    by = Account.objects.get(username="hr")
    return verbs.hold(by=by, title="重阳茶话会", form="festival", held_at=NOON)


def of(number: str) -> Person:
    return Person.objects.get(staff_number=number)


def sheet(**parts: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for number, part in parts.items():
        word, _space, hours = part.partition(" ")
        said |= {f"agent-{of(number).pk}-part": word, f"agent-{of(number).pk}-hours": hours}
    return said


def test_who_took_part_gets_a_bonus_each_within_what_the_cap_leaves(activity: Activity) -> None:
    page, supervisor = activity.get_absolute_url(), visitor("supervisor")
    supervisor.post(f"{page}sheet/", sheet(A001="organised 6", A002="helped 2"))
    parts = {part.agent_id: part for part in Participation.objects.standing()}
    assert len(parts) == 2
    assert "重阳茶话会" in visitor("second_agent").get("/evidence/activities/").content.decode()
    assert "王芳" not in visitor("second_agent").get(page).content.decode()
    by = Account.objects.get(username="hr")
    line = catalogue.add(by=by, kind="bonus", name=LINE, least=Decimal("0.5"), most=Decimal(1), needs_evidence=True)
    october.adjust(of("A001"), "5.00")
    keys = ".".join(str(part.pk) for part in sorted(parts.values(), key=lambda part: part.agent.name))
    address = f"/adjustments/2026-10/for/participation/{keys}/"
    assert address in supervisor.get(page).content.decode()
    text = supervisor.get(address).content.decode()
    assert ("0.00 are left" in text, "5.00 are left" in text) == (True, True)
    said = {"item": str(line.pk)} | {f"fact-{part.pk}-gives": "on" for part in parts.values()}
    supervisor.post(address, said | {f"fact-{parts[of('A001').pk].pk}-points": "1"})
    given = Adjustment.objects.exclude(proof="").order_by("points")
    assert [(str(each.points), each.agent.name) for each in given] == [("0.50", "李静"), ("1.00", "王芳")]
    assert "6 hours" in given[1].evidence or "6 小时" in given[1].evidence
    supervisor.post(f"{page}sheet/", sheet(A001="organised 6", A002="none"))
    assert Participation.objects.standing().get(agent=of("A002")).revision == 2


def test_a_corrected_activity_takes_its_people_along_and_nobody_enters_the_own_part(activity: Activity) -> None:
    page = activity.get_absolute_url()
    visitor("hr").post(f"{page}sheet/", sheet(A001="helped"))
    said = {"form": "service_day", "title": "便民日", "held_at": "2026-10-15T10:00", "reason": "记错了"}
    visitor("hr").post(f"{page}correct/", said)
    standing = Activity.objects.standing().get()
    assert (standing.title, Participation.objects.standing().get().activity) == ("便民日", standing)
    assert visitor("agent").get(page, follow=True).request["PATH_INFO"] == standing.get_absolute_url()
    own = plays_every_role()
    with pytest.raises(Refused) as refused:
        verbs.record_sheet(
            standing, marks=[verbs.Mark(own, "organised")], by=Account.objects.get(username="supervisor")
        )
    assert refused.value.code == "for_oneself"
    assert f"agent-{own.pk}-part" not in visitor("supervisor").get(standing.get_absolute_url()).content.decode()


def test_a_file_brings_activities_with_their_people_once_and_waits_for_a_final_month(
    company: Company, tmp_path: Path
) -> None:
    sender = Sender(company, "activities", tmp_path)
    head = "活动编号,活动名称,活动时间,工号,角色,时长\n"
    rows = head + "HD1,中秋游园,2026-10-05 10:00,A001,组织,6\nHD1,中秋游园,2026-10-05 10:00,A002,参加,\n"
    sender.send(rows)
    sender.send(rows)
    assert (Activity.objects.count(), Participation.objects.count(), sender.batch.unchanged) == (1, 2, 2)
    sender.send(rows.replace("活动名称,活动时间", "标题,培训时间"))  # as the template was headed before
    assert (Activity.objects.count(), Participation.objects.count(), sender.batch.unchanged) == (1, 2, 2)
    assert "HD1" in sender.refused(head + "HD1,元宵灯会,2026-10-05 10:00,A001,组织,6\n")
    text = visitor("hr").get("/evidence/activities/export.csv").content.decode("utf-8-sig")
    assert ("中秋游园" in text, "王芳" in text) == (True, True)
    pages = (
        visitor("hr", language="zh-hans").get(f"/evidence/activities/{path}") for path in ("", "export.csv", "new/")
    )
    chinese = [page.content.decode("utf-8-sig") for page in pages]
    assert all("活动时间" in page for page in chinese)
    assert not any("培训时间" in page or "培训月份" in page for page in chinese)
    bring_to(MonthState.FINAL, Month(2026, 10))
    sender.send(head + "HD2,义诊,2026-10-09 10:00,A001,参加,2\n")
    assert (LateFact.objects.count(), Activity.objects.count()) == (1, 1)
