"""Evidence as whoever would gain by it tries it: by the agent's own phone, a name left over, a draw that pleases."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evidence.models import CheckSample, Complaint, DepartmentRating, Invitation, InvitationLink, Praise, SurveyAnswer
from evidence.ratings import verbs
from evidence.surveys import receipts
from evidence.surveys.inviting import rounds
from kpi_portal.lib import attachments
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from people.models import Account, Department, Person, Team
from scoring.flags import finding
from scoring.models import Flag
from tenants.models import Company
from tests.evidence import test_three_doors as doors
from tests.evidence.test_resident_surveys import link_of, resident, said
from tests.pictures import picture
from tests.records.api_client import Program, key_of
from tests.records.test_api_push import program_of
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, MIDDLE, OCTOBER, answer, handled, number, person
from tests.visiting import visitor
from workorders.models import Handling, WorkOrder

pytestmark = pytest.mark.usefixtures("company")
SAMPLES, RATINGS = "/evidence/checks/samples/", "/evidence/ratings/"


@pytest.fixture
def _middle() -> Iterator[None]:
    with time_machine.travel(MIDDLE, tick=False):
        yield


@pytest.mark.usefixtures("_middle")
def test_answers_from_where_the_agent_uses_the_portal_are_told_and_no_address_is_kept() -> None:
    agent = person("王芳")
    for _each in range(4):
        handled(agent, ("completed", MIDDLE - timedelta(hours=2)))
    rounds.invite_new(timezone.now())
    links = [link_of(invitation) for invitation in Invitation.objects.order_by("pk")]
    visitor("agent").get("/", REMOTE_ADDR="203.0.113.5")
    with time_machine.travel(MIDDLE + timedelta(minutes=10), tick=False):
        for link, address in zip(links, ("203.0.113.5", "203.0.113.6", "203.0.113.5"), strict=False):
            assert resident(address=address).post(link, said()).status_code == 302
    assert list(InvitationLink.objects.order_by("pk").values_list("from_agents_address", flat=True)) == [
        True, False, True, False
    ]  # fmt: skip
    assert "203.0.113" not in str(list(InvitationLink.objects.values()) + list(SurveyAnswer.objects.values()))
    code = "answered_from_the_agents_address"
    finding.look(OCTOBER)
    flag = Flag.objects.get(code=code)
    assert (flag.agent, len(flag.facts), flag.others) == (agent, 2, [person("沈立").pk])
    told = SurveyAnswer.objects.get(link=InvitationLink.objects.order_by("pk")[0])
    visitor("supervisor").post(f"/evidence/surveys/{told.pk}/exclude/", {"reason": "不是业主"})
    finding.look(OCTOBER)  # leaving it out hides nothing
    assert Flag.objects.get(code=code).facts == flag.facts
    assert "within the hour" in words(visitor("hr").get(flag.get_absolute_url()).content)


def test_two_who_call_each_others_residents_back_with_full_marks_are_told() -> None:
    pairs = (("王芳", "second_agent", 5), ("李静", "agent", 5), ("周倩", "agent", 5), ("王芳", "other_agent", 4))
    for name, caller, many in pairs:
        for _each in range(many):
            answer(person(name), 5, channel="phone", recorded_by=_account(caller))
    finding.look(OCTOBER)
    told = {flag.agent.name: (flag.code, len(flag.facts), flag.others) for flag in Flag.objects.all()}
    code = "call_backs_in_return"
    assert told == {"王芳": (code, 5, [person("李静").pk]), "李静": (code, 5, [person("王芳").pk])}
    SurveyAnswer.objects.filter(pk__in=[key for _kind, key in Flag.objects.all()[0].facts][:1]).update(rating=4)
    finding.look(OCTOBER)
    assert not Flag.objects.exists()


def _said_by(department: str, *raters: str) -> None:
    for name in raters:
        DepartmentRating.objects.create(
            number=number(), agent=person("王芳"), department=Department.objects.get(code=department),
            rater=Person.objects.create(name=name), first_day=OCTOBER.first_day, rating=2, comment=f"{name}说的",
        )  # fmt: skip


def _departments(narrowed: str = "") -> set[str]:
    """Those that stand in the list and its file for whoever sees all."""
    found = ""
    for page in ("", "export.csv"):
        text = visitor("hr", language="zh-hans").get(f"{RATINGS}{page}?{narrowed}").content.decode("utf-8-sig")
        found += re.sub(r"<(form|select).*?</\1>", "", text, flags=re.DOTALL)  # whom one can ask for
    return {name for name in ("工程部", "秩序部", "其他部门") if name in found}


def test_a_department_is_named_only_where_nobody_is_left_over() -> None:
    with time_machine.travel(CUTOFF + timedelta(days=2), tick=False):
        _said_by("maintenance", "甲", "乙", "丙")
        assert _departments() == {"工程部"}
        _said_by("security", "丁")  # whoever is not of the other department
        assert _departments() == {"其他部门"}
        security = Department.objects.get(code="security")
        assert _departments(f"department={security.pk}") == set()
        _said_by("security", "戊", "己")
        assert _departments() == {"工程部", "秩序部"}
        assert _departments(f"department={security.pk}") == {"秩序部"}


@pytest.mark.usefixtures("_middle")
def test_a_department_rates_whom_it_had_orders_with_and_no_friends() -> None:
    together, friend, sheet = person("王芳"), person("李静"), f"{RATINGS}rate/2026-10/"
    for _each in range(2):
        handled(together)
    WorkOrder.objects.update(department="工程部")
    handled(person("周倩"), created=MIDDLE - timedelta(days=1))
    colleague = visitor("colleague")
    page = words(colleague.get(sheet).content)
    assert page.count("2 orders together") == 1
    assert "0 of 1 rated this month" in page
    by_the_desk = WorkOrder.objects.exclude(agent=together).get()
    Handling.objects.create(order=by_the_desk, department=Department.objects.get(name="工程部"))
    assert "0 of 2 rated this month" in words(colleague.get(sheet).content)
    sent = {f"agent-{each.pk}-{field}": said for each in (together, friend) for field, said in GIVEN.items()}
    colleague.post(sheet, sent)
    assert [each.agent for each in DepartmentRating.objects.all()] == [together]
    assert "1 of 2 rated this month" in words(colleague.get(sheet).content)
    with pytest.raises(Refused, match="You do not rate"):
        verbs.rate_all(by=_account("colleague"), month=OCTOBER, given=[verbs.Given(friend, Decimal(5))])


GIVEN = {"rating": "5", "comment": ""}


def _account(username: str) -> Account:
    return Account.objects.get(username=username)


def _ask_for_a_draw(who: str) -> str:
    team = Team.objects.get(supervisor__account__username="supervisor")
    asked = {"month": "2026-10", "team": team.pk, "per_agent": 1}
    return words(visitor(who).post(f"{SAMPLES}draw/", asked, follow=True).content)


@pytest.mark.usefixtures("_middle")
def test_nobody_draws_until_it_pleases() -> None:
    for _each in range(4):
        handled(person("王芳"))
    _ask_for_a_draw("supervisor")
    first = CheckSample.objects.get()
    assert "has open contacts" in _ask_for_a_draw("supervisor")
    assert CheckSample.objects.count() == 1
    _ask_for_a_draw("inspector")  # whom nobody keeps from drawing by leaving a draw open
    assert CheckSample.objects.count() == 2
    contact = first.contacts.get()
    passed = {f"item-{place}": "pass" for place in range(8)}
    visitor("supervisor").post(f"/evidence/checks/new/?drawn={contact.pk}", passed)
    assert "draw 3 of 3" in _ask_for_a_draw("supervisor")


@pytest.mark.usefixtures("_middle")
def test_a_key_opens_the_one_kind_that_it_was_given() -> None:
    program = Program(key_of("hr", ["push:praise"])[1])
    row = {"agent": "A001", "words": "x", "received_at": "2026-10-14 10:00"}
    kinds = {story.kind for story in doors.STORIES.values()} - {"praise"}
    assert {program.push(kind, row)[1]["code"] for kind in kinds} == {"scope"}
    assert [kind["kind"] for kind in program.get("kinds")[1]] == ["praise"]
    assert program.push("praise", row)[0] == 200


@time_machine.travel(doors.LATE, tick=False)
def test_nobody_names_themselves_in_a_row_of_the_api_whatever_the_kind() -> None:
    doors.two_more_peers()
    program, told = program_of("hr"), {}
    for story in dict.fromkeys(doors.STORIES.values()):
        row = doors._as_json(story.row(doors.API)) | {"agent": "H001"}
        status, answer = program.push(story.kind, row)
        told[story.kind] = (status, {error["code"] for error in answer.get("errors", [])})
    assert told == {story.kind: (422, {"for_oneself"}) for story in doors.STORIES.values()}


@pytest.mark.usefixtures("_middle")
def test_a_receipt_is_neither_forged_nor_brought_to_another_company(other_company: Company) -> None:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    handled(person("王芳"), ("completed", MIDDLE - timedelta(hours=2)))
    rounds.invite_new(timezone.now())
    link = link_of(Invitation.objects.get())
    asked = resident().get(link, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.40"})
    assert "<script" not in asked.content.decode()  # whatever browser a chat brings along
    assert "Indifferent" in asked.content.decode()  # read in English, kept as the company's tag
    resident().post(link, said(tags=["冷漠"]))
    kept = SurveyAnswer.objects.get()
    assert kept.tags == ["冷漠"]
    receipt = kept.receipt

    def proves(code: str, company: str = "acme") -> bool:
        return "No answer has" not in resident(company).get(f"/s/verify/?receipt={code}").content.decode()

    assert proves(receipt)
    other = receipts.LETTERS[(receipts.LETTERS.index(receipt[-1]) + 1) % 32]
    assert not proves(receipt[:-1] + other)
    assert not proves(receipt, "birch")
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    forged = receipts.LETTERS[:12]
    SurveyAnswer.objects.filter(pk=kept.pk).update(rating=5, receipt=forged)  # by whoever has the database
    assert "it was changed" in resident().get(f"/s/verify/?receipt={forged}").content.decode()
    assert not proves(receipt)


def test_a_file_is_not_reached_through_what_one_may_see() -> None:
    def complaint(handler: str) -> Complaint:
        said = {"channel": "phone", "severity": "ordinary", "handler": person(handler).pk, "words": "漏水"}
        visitor("hr").post("/evidence/complaints/new/", said | {"received_at": "2026-10-29T09:00"})
        return Complaint.objects.latest("pk")

    with time_machine.travel(doors.LATE, tick=False):
        own, hers = complaint("王芳"), complaint("周倩")
        page = hers.get_absolute_url()
        visitor("hr").post(f"{page}files/", {"file": SimpleUploadedFile("a.jpg", picture("JPEG"))})
        piece = hers.files.get().pk
        agent = visitor("agent")
        assert agent.get(own.get_absolute_url()).status_code == 200
        assert agent.get(f"{page}files/{piece}/").status_code == 404
        assert agent.get(f"{own.get_absolute_url()}files/{piece}/").status_code == 404
        assert agent.post(f"{own.get_absolute_url()}files/{piece}/remove/", {"reason": "x"}).status_code == 404


def test_a_file_that_is_too_large_or_not_what_it_is_called_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 1_000)
    files = {"锦旗.pdf": b"%PDF-1.7" + b" " * 1_000, "锦旗.jpg": b"MZ\x90 a program", "图.png": b"<svg onload='x'>"}
    praise = {"agent": person("王芳").pk, "form": "banner", "words": "半夜关水阀", "received_at": "2026-10-14T12:00"}
    with time_machine.travel(doors.LATE, tick=False):
        for name, data in files.items():
            page = visitor("second_agent").post(
                "/evidence/praise/new/", praise | {"file": SimpleUploadedFile(name, data)}
            )
            assert ("larger than 10 MB" if name.endswith("pdf") else f"{name} is no PDF") in page.content.decode()
    assert not Praise.objects.exists()
