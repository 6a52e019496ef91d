"""A resident's request is entered at the desk: two taps, a place as it is said, and nobody else sees who called."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from people.models import Account, Building, Department, Site
from records.models import AuditEntry
from tenants.models import Company
from tests.pictures import PNG
from tests.reports.test_card_page import words
from tests.visiting import visitor
from workorders import lifecycle
from workorders.categories.verbs import adopt_categories
from workorders.due_times.verbs import set_due_times
from workorders.models import DeskSettings, OrderCategory, OrderPhoto, WorkOrder
from workorders.registering.places import find_place

PHONE = "139 0571 8846"
SAID = {"channel": "phone", "place": "3-2-1103", "phone": PHONE, "resident": "赵敏", "urgency": "urgent"}


@pytest.fixture
def tree(company: Company) -> dict[str, str]:
    """The usual categories; the first problem of each by its name."""
    adopt_categories(by=None)
    return {category.name: f"{category.pk}:0" for category in OrderCategory.objects.all()}


def enter(client: Client, **said: object) -> WorkOrder:
    answer = client.post("/orders/new/", SAID | {"site": Site.objects.get(code="CH").pk} | said)
    assert answer.status_code == 302, answer.context["form"].errors
    order: WorkOrder = WorkOrder.objects.latest("pk")
    assert answer["Location"] == order.get_absolute_url()
    return order


def test_an_agent_enters_an_order_with_a_picture_and_is_its_first_contact_owner(tree: dict[str, str]) -> None:
    agent = visitor("agent")
    photos = [SimpleUploadedFile("水 龙头.png", PNG), SimpleUploadedFile("2.png", PNG)]
    order = enter(agent, problem=tree["给排水"], photos=photos, take_on="yes")
    assert (order.category, order.subject, order.channel) == ("给排水", "厨房水管渗水", "phone")
    assert (str(order.building), order.room, str(order.team), order.priority) == ("3 栋", "2-1103", "一班", "high")
    assert str(order.first_contact_owner) == str(order.agent) == str(order.responder) == "王芳"
    assert order.first_responded_at == order.first_dispatched_at == order.created_at
    picture = OrderPhoto.objects.filter(order=order).first()
    assert picture is not None
    assert "龙头" not in str(picture.file.name)
    address = f"/orders/{order.pk}/photos/{picture.pk}/"
    assert (agent.get(address).content, agent.get(address)["Content-Type"]) == (PNG, "image/png")
    assert visitor("second_agent").get(address).status_code == 404
    assert agent.get(f"/orders/{order.pk + 1}/photos/{picture.pk}/").status_code == 404


def test_who_called_is_seen_by_those_in_charge_only_and_each_look_leaves_a_trace(tree: dict[str, str]) -> None:
    order = enter(visitor("agent"), problem=tree["电气"])
    page = f"/orders/{order.pk}/"
    for username in ("agent", "supervisor"):
        shown = visitor(username).get(page).content.decode()
        assert "赵敏" in shown
        assert "139****8846" in shown
        assert PHONE not in shown
    assert PHONE in visitor("supervisor").post(f"{page}phone/").content.decode()
    assert AuditEntry.objects.filter(verb="workorders.show_resident", actor__username="supervisor").count() == 1
    for username in ("hr", "administrator"):
        client = visitor(username)
        everything = (
            client.get(page).content + client.get("/orders/").content + client.get("/orders/orders.csv").content
        )
        assert "赵敏" not in everything.decode()
        assert "8846" not in everything.decode()
        assert client.post(f"{page}phone/").status_code == 403
    assert not any("8846" in str(entry.detail) or "赵敏" in str(entry.detail) for entry in AuditEntry.objects.all())


def test_an_emergency_is_urgent_and_a_message_in_an_app_is_not_answered_by_being_entered(tree: dict[str, str]) -> None:
    order = enter(visitor("supervisor"), problem=tree["紧急"], channel="app", urgency="ordinary")
    assert (order.subject, order.is_emergency, order.priority) == ("电梯困人", True, "urgent")
    assert (order.first_responded_at, order.agent, order.state) == (None, None, "new")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"problem": ""}, "Choose a category and a problem."),
        ({"problem": "else"}, "Say in a few words what it is about."),
        ({"channel": "pigeon"}, "Select a valid choice."),
        ({"photos": SimpleUploadedFile("x.png", b"MZ" + PNG)}, "x.png is no JPEG, PNG or WebP picture."),
        ({"photos": [SimpleUploadedFile(f"{n}.png", PNG) for n in range(7)]}, "At most 6 pictures."),
    ],
)
def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(
    tree: dict[str, str], said: dict[str, object], complaint: str
) -> None:
    if said.get("problem") == "else":
        said = {"problem": tree["费用"].replace(":0", ":else")}
    asked = SAID | {"site": Site.objects.get(code="CH").pk, "problem": tree["费用"]} | said
    page = visitor("agent").post("/orders/new/", asked).content.decode()
    assert complaint in page
    assert 'value="3-2-1103"' in page
    assert not WorkOrder.objects.exists()


def test_without_categories_the_problem_is_typed_and_the_company_takes_the_usual_ones(company: Company) -> None:
    order = enter(visitor("agent"), subject="灯不亮", place="地下车库 B-217")
    assert (order.category, order.subject, order.building, order.room) == ("", "灯不亮", None, "地下车库 B-217")
    administrator = visitor("administrator")
    assert "Take the usual categories" in administrator.get("/orders/categories/").content.decode()
    administrator.post("/orders/categories/adopt/")
    lifts = OrderCategory.objects.get(name="电梯")
    changed = {"name": "电梯", "problems": "困人！\n停运", "position": 1, "in_use": "on"}
    administrator.post(f"/orders/categories/{lifts.pk}/", changed)
    lifts.refresh_from_db()
    assert lifts.problems == [["困人", True], ["停运", False]]
    twice = administrator.post(f"/orders/categories/{lifts.pk}/", changed | {"problems": "停运\n停运"}).content.decode()
    assert "each once" in twice
    administrator.post("/orders/categories/adopt/")
    assert OrderCategory.objects.filter(name="电梯").count() == 1
    assert visitor("agent").get("/orders/categories/").status_code == 403


@pytest.mark.parametrize(
    ("said", "building", "room"),
    [
        ("12-1-302", "12 栋", "1-302"),
        ("12栋1单元302", "12 栋", "1单元302"),
        ("１２＃ 302", "12 栋", "302"),
        ("A座 1501", "A座", "1501"),
        ("2-101", "2 栋", "101"),
        ("9-101", None, "9-101"),
        ("大堂", None, "大堂"),
    ],
)
def test_a_place_is_understood_as_it_is_said(company: Company, said: str, building: str | None, room: str) -> None:
    site = Site.objects.create(code="N", name="新苑")
    Building.objects.bulk_create(Building(site=site, name=name) for name in ("2 栋", "12 栋", "A座"))
    place = find_place(site, said)
    assert (place.building and place.building.name, place.room) == (building, room)


def test_the_same_trouble_at_the_same_place_within_thirty_days_is_said_before_and_after(tree: dict[str, str]) -> None:
    agent, site = visitor("agent"), Site.objects.get(code="CH").pk
    first = enter(agent, problem=tree["电气"])
    asked: dict[str, str | int] = {"site": site, "place": SAID["place"], "problem": tree["电气"]}
    hint = agent.get("/orders/new/hints/", asked).content.decode()
    assert "again within 30 days" in hint
    assert first.number in hint
    assert "again within" not in agent.get("/orders/new/hints/", asked | {"problem": tree["门窗"]}).content.decode()
    again = enter(agent, problem=tree["电气"])
    assert f"again within 30 days: {first.number}" in " ".join(
        agent.get(again.get_absolute_url()).content.decode().split()
    )


def test_the_same_trouble_opens_the_last_order_again_where_the_agent_ticks_so(tree: dict[str, str]) -> None:
    agent, site = visitor("agent"), Site.objects.get(code="CH").pk
    before = enter(agent, problem=tree["电气"], take_on="yes")
    asked: dict[str, str | int] = {"site": site, "place": SAID["place"], "problem": tree["电气"]}
    assert 'name="again"' not in agent.get("/orders/new/hints/", asked).content.decode()
    lifecycle.complete(before, by=Account.objects.get(username="agent"), at=timezone.now())
    hint = agent.get("/orders/new/hints/", asked).content.decode()
    assert f'name="again" value="{before.pk}"' in hint
    assert "the last 90 days" in hint
    assert "checked" in agent.get("/orders/new/hints/", asked | {"again": before.pk}).content.decode()
    said = SAID | {"site": site, "problem": tree["电气"], "again": before.pk, "description": "又跳闸"}
    assert (
        visitor("other_agent").post("/orders/new/", said | {"site": Site.objects.get(code="YQ").pk}).status_code == 302
    )
    assert WorkOrder.objects.count() == 2, "who does not see it enters a new one"
    assert agent.post("/orders/new/", said)["Location"] == before.get_absolute_url()
    before.refresh_from_db()
    assert (before.state, WorkOrder.objects.count()) == ("reopened", 2)
    assert "又跳闸" in agent.get(before.get_absolute_url()).content.decode()


def test_while_it_is_entered_it_says_until_when_it_is_to_be_done(tree: dict[str, str]) -> None:
    since = timezone.localdate() - timedelta(days=1)
    set_due_times(from_day=since, minutes={"": {"normal": 240, "high": 60}}, around_the_clock=["high"], by=None)
    agent = visitor("agent")
    asked: dict[str, str | int] = {"site": Site.objects.get(code="CH").pk, "place": "3-2-1103"}
    for urgency, minutes in (("ordinary", 240), ("urgent", 60)):
        hint = agent.get("/orders/new/hints/", asked | {"problem": tree["电气"], "urgency": urgency}).content.decode()
        assert "to be completed by" in hint
        due = timezone.localtime() + timedelta(minutes=minutes)
        assert any(f"{due - timedelta(minutes=ago):%Y-%m-%d %H:%M}" in hint for ago in (0, 1))


def test_what_follows_is_said_beside_the_form_as_the_desk_keeps_it(tree: dict[str, str]) -> None:
    agent = visitor("agent")
    DeskSettings.objects.create(pk=1, to_lead_minutes=45, arrive_minutes=10)
    page = words(agent.get("/orders/new/").content)  # without script too
    for told in ("The first response is noted at once", "how it goes every 2 h", "within 24 h of the completion"):
        assert told in page, told
    assert "asked 45 min after it is due" in page
    asked: dict[str, str | int] = {"site": Site.objects.get(code="CH").pk, "place": SAID["place"], "channel": "wechat"}
    assert "The resident is answered within 15 min" in words(agent.get("/orders/new/hints/", asked).content)
    given = OrderCategory.objects.get(name="电气")
    given.department = Department.objects.get(name="工程部")
    given.save()
    urgent = words(agent.get("/orders/new/hints/", asked | {"problem": tree["紧急"]}).content)
    assert "Somebody is there within 10 min" in urgent
    assert "who leads the team is asked" not in urgent
    assert "工程部 has it on the board at once" in words(
        agent.get("/orders/new/hints/", asked | {"problem": tree["电气"]}).content
    )


def test_a_number_that_no_building_has_is_said_to_be_a_slip(tree: dict[str, str]) -> None:
    agent, site = visitor("agent"), str(Site.objects.get(code="CH").pk)
    asked = SAID | {"site": site, "problem": tree["电气"]}
    for place, is_slip in (("99-2-1103", True), ("3-2-1103", False), ("喷泉边", False)):
        hint = agent.get("/orders/new/hints/", asked | {"place": place}).content.decode()
        assert ("No building of the site" in hint) is is_slip, place
