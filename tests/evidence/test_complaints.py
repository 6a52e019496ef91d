"""A complaint from the phone call to the Pareto, with everybody in their part, and what it does to the card."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from evidence.complaints import topics, verbs
from evidence.complaints.models import Complaint, ComplaintTopic
from kpi_portal.lib.company_connection import connection
from people.models import Account, Site
from records.models import AuditEntry
from records.months import company_zone
from reports.inbox.asking import inbox_of
from tenants.models import Company
from tests.scoring.month_of_facts import person
from tests.visiting import visitor

CALL = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TAKEN_DOWN = {
    "channel": "phone", "words": "打了三次电话，漏水没有人回话", "site": "", "building": "3 栋", "room": "1103",
    "resident": "周玉兰", "phone": "13700004415", "severity": "ordinary", "received_at": "2026-11-10T10:00",
}  # fmt: skip


def tasks(username: str, at: datetime) -> set[str]:
    found = inbox_of(Account.objects.get(username=username), at.astimezone(company_zone()))
    return {task.key.split(":")[1] for _asked, task in found.tasks() if task.key.startswith("complaint:")}


@pytest.fixture
def complaint(company: Company) -> Complaint:
    """Taken down by 王芳 on the phone, with the tree of the trade."""
    with override("en"):
        topics.adopt_usual(by=None)
    site = Site.objects.get(code="CH")
    with time_machine.travel(CALL, tick=False):
        sent = TAKEN_DOWN | {"site": site.pk, "handler": person("王芳").pk}
        made = visitor("agent").post("/evidence/complaints/new/", sent)
    assert made.status_code == 302, made.content.decode()
    return Complaint.objects.get()


def act(username: str, complaint: Complaint, what: str, at: datetime, **said: object) -> int:
    """Post a form of the page at an instant; the status: 302 done, 200 refused at the form, 403, 404."""
    with time_machine.travel(at, tick=False):
        status: int = visitor(username).post(f"/evidence/complaints/{complaint.pk}/{what}/", said).status_code
    complaint.refresh_from_db()
    return status


def test_a_complaint_from_the_phone_call_to_the_pareto(complaint: Complaint) -> None:
    wang = person("王芳")
    cause = ComplaintTopic.objects.get(name="Not told how it goes")
    assert (complaint.number, complaint.handler, str(complaint.building)) == ("TS20261110001", wang, "3 栋")
    assert tasks("agent", CALL) == {"open"} == tasks("supervisor", CALL)
    assert not tasks("second_agent", CALL) | tasks("other_supervisor", CALL)

    assert act("second_agent", complaint, "step", CALL, words="我来") == 404
    assert act("agent", complaint, "step", CALL + HOUR / 6, words="先道歉", promised_at="2026-11-10T18:00") == 302
    assert act("supervisor", complaint, "step", CALL + 2 * HOUR, words="26 小时没有告知业主") == 302
    assert complaint.state == "solve"
    page = visitor("agent").get(complaint.get_absolute_url()).content.decode()
    assert "10 min" in page
    assert "1 h 50 min" in page

    assert act("agent", complaint, "step", CALL + 3 * HOUR, words="换阀", is_resolved="yes") == 200  # no cause chosen
    solved = {"words": "更换主管阀", "is_resolved": "yes", "topic": cause.pk}
    assert act("agent", complaint, "step", CALL + 3 * HOUR, **solved) == 302
    assert (complaint.state, complaint.category) == ("closed", cause.parent)
    assert tasks("supervisor", CALL + 4 * HOUR) == {"judge"}, "who understood it does not call back"
    assert tasks("hr", CALL + 4 * HOUR) == {"call", "judge"}

    for handled in ("agent", "supervisor"):
        assert act(handled, complaint, "call-back", CALL + 5 * HOUR, rating=5) == 200
    assert act("hr", complaint, "call-back", CALL + 5 * HOUR, rating=2) == 200  # a low rating needs words
    assert act("hr", complaint, "call-back", CALL + 5 * HOUR, rating=2, words="还在滴水") == 302
    assert complaint.state == "solve"
    assert act("agent", complaint, "step", CALL + 30 * HOUR, **solved) == 302
    assert act("hr", complaint, "call-back", CALL + 31 * HOUR, rating=4) == 302
    judged(complaint)
    reported(complaint)


def judged(complaint: Complaint) -> None:
    """Whose fault it was, who reads what of it, and whose number is shown to whom."""
    li = person("李静")
    assert act("agent", complaint, "judge", CALL + 32 * HOUR, verdict="unfounded", words="无") == 403
    assert (
        act("supervisor", complaint, "judge", CALL + 32 * HOUR, verdict="agent", words="录音") == 200
    )  # against whom?
    for own in ("about", "handler"):
        Complaint.objects.filter(pk=complaint.pk).update(**{own: person("沈立")})
        act("supervisor", complaint, "severity", CALL + 32 * HOUR, severity="major", reason="上媒体")
        act("supervisor", complaint, "exclude", CALL + 32 * HOUR, reason="不算")
        assert (complaint.severity, complaint.excluded_reason) == ("ordinary", ""), own
        Complaint.objects.filter(pk=complaint.pk).update(**{own: None})
    Complaint.objects.filter(pk=complaint.pk).update(about=person("沈立"), handler=person("王芳"))
    assert act("supervisor", complaint, "judge", CALL + 32 * HOUR, verdict="unfounded", words="我没错") == 200
    assert not complaint.verdict, "who it is about does not judge"
    Complaint.objects.filter(pk=complaint.pk).update(about=None)
    against = {"verdict": "agent", "agent": li.pk, "words": "11-10 录音，未查工单即挂断"}
    assert act("supervisor", complaint, "judge", CALL + 32 * HOUR, **against) == 302
    assert "未查工单即挂断" in visitor("second_agent").get(complaint.get_absolute_url()).content.decode()
    assert "周玉兰" not in visitor("second_agent").get(complaint.get_absolute_url()).content.decode()
    assert not tasks("hr", CALL + 33 * HOUR)

    assert "13700004415" not in visitor("supervisor").get(complaint.get_absolute_url()).content.decode()
    shown = visitor("supervisor").post(f"/evidence/complaints/{complaint.pk}/phone/").content.decode()
    assert "13700004415" in shown
    assert AuditEntry.objects.filter(verb="evidence.read_phone_of_complaint").exists()


def reported(complaint: Complaint) -> None:
    """The month in review, the list behind a figure, the file."""
    for address in ("", "new/", f"{complaint.pk}/", "report/2026-11/"):
        browser = visitor("hr" if "report" in address else "supervisor")
        browser.get(f"/evidence/complaints/{address}")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/evidence/complaints/{address}").content.decode()
        statements = [one["sql"] for one in asked.captured_queries if "search_path" not in one["sql"]]
        assert len(statements) <= 15, (address, "\n".join(one[:120] for one in statements))
    for figure in ("0.00", "100.00", "60.00", "6 / 10", "Not told how it goes", "1 not closed", "李静 1"):
        assert figure in " ".join(page.split()), figure
    assert "2 more than" not in page
    listed = visitor("hr").get(f"/evidence/complaints/?ids={complaint.pk}").content.decode()
    assert "TS20261110001" in listed
    assert "TS20261110001" not in visitor("hr").get("/evidence/complaints/?ids=0").content.decode()
    assert "更换主管阀" not in visitor("other_agent").get("/evidence/complaints/").content.decode()
    sheet = visitor("agent").get("/evidence/complaints/export.csv").content.decode("utf-8-sig")
    assert "打了三次电话" in sheet
    assert "13700004415" not in sheet


def _offered(username: str, complaint: Complaint) -> set[str]:
    """The acts to which its page leads."""
    page = visitor(username).get(complaint.get_absolute_url()).content.decode()
    found = re.findall(rf'(?:action|href)="{complaint.get_absolute_url()}([a-z-]+)/"', page)
    return set(found) - {"judge", "words", "files", "phone"}


def test_whom_a_complaint_touches_neither_moves_its_figures_nor_finds_the_resident(complaint: Complaint) -> None:
    lead = Account.objects.get(username="supervisor").person
    first = Account.objects.get(username="agent")
    with time_machine.travel(CALL + HOUR, tick=False):
        verbs.hand_over(complaint, by=first, at=CALL + HOUR, handler=lead, words="请主管")
    assert act("supervisor", complaint, "hand-over", CALL + 2 * HOUR, handler=person("王芳").pk, words="还给你") == 302
    assert act("supervisor", complaint, "severity", CALL + 3 * HOUR, severity="major", reason="x") == 200
    assert act("supervisor", complaint, "exclude", CALL + 3 * HOUR, reason="x") == 200
    assert (complaint.severity, complaint.excluded_reason) == ("ordinary", "")
    assert _offered("supervisor", complaint) == {"step", "hand-over"}, "who has had it leaves it out as little"
    assert _offered("hr", complaint) == {"step", "hand-over", "severity"}
    for path in ("", "export.csv"):
        found = visitor("supervisor").get(f"/evidence/complaints/{path}", {"q": "周玉兰"}).content.decode()
        assert complaint.number in found
    Complaint.objects.update(about=lead)
    for state, left in (("solve", {"hand-over"}), ("closed", set())):
        Complaint.objects.update(state=state)
        complaint.refresh_from_db()
        assert _offered("supervisor", complaint) == left
    for path in ("", "export.csv"):
        found = visitor("supervisor").get(f"/evidence/complaints/{path}", {"q": "周玉兰"}).content.decode()
        assert complaint.number not in found
    sheet = visitor("supervisor").get("/evidence/complaints/export.csv").content.decode()
    assert complaint.number in sheet
    assert "周玉兰" not in sheet
