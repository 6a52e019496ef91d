"""A company is set up from one workbook with a sheet for every kind, all or nothing, by page and by command."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.tables import open_table
from people.access import Role
from people.models import Account, BonusBase, Building, Person, Posting, Site, Team
from records.imports.kinds import all_kinds
from records.imports.template_file import sheet_name
from records.models import AuditEntry, Batch
from scoring import closing
from tenants.models import Company
from tests.companies import Once
from tests.filling import Filled, fill
from tests.importing import work_off
from tests.long_run import LONG
from tests.months import closer
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month
from tests.visiting import BACKEND, visitor

PEOPLE, FEW, SITES, TEAMS = 300 if LONG else 80, 40, 6, 20  # few: where no whole company is needed
SINCE = date(2026, 11, 1)
ROLES = {"administrator": ["administrator", "hr"]}
PASSWORD = {"password": "a heron stands still", "again": "a heron stands still"}


@pytest.fixture(autouse=True)
def founder(company: Company, settings: object) -> Account:
    """孙安, administrator and HR of a company that has nobody else yet."""
    account = Account.objects.get(username="administrator")
    account.roles = ROLES["administrator"]
    account.save()
    return account


def template(client: Client) -> bytes:
    answer = client.get("/imports/templates/company.xlsx")
    assert answer.status_code == 200
    return answer.content


def rows_of_a_company(people: int = FEW) -> dict[str, list[dict[str, object]]]:
    """Six sites, twenty teams with their supervisors, as many people with postings, log-ins and bonus bases."""
    numbers = [f"{number:05}" for number in range(1, people + 1)]
    leads = {place: numbers[place] for place in range(TEAMS)}
    posts = ["supervisor" if place < TEAMS else "agent" for place in range(people)]
    return {
        "departments": [{"code": "green", "name": "绿化部"}],
        "sites": [{"code": f"P{n}", "name": f"{n}号项目", "kind": "residential"} for n in range(SITES)],
        "buildings": [{"site": f"P{n}", "name": f"{b} 栋"} for n in range(SITES) for b in range(1, 6)],
        "people": [{"staff_number": number, "name": f"员工{number}", "department": "绿化部" if n % 50 == 49 else ""}
                   for n, number in enumerate(numbers)],
        "teams": [{"name": f"{n} 班", "supervisor": leads[n]} for n in range(TEAMS)],
        "postings": [{"person": number, "site": f"{n % SITES}号项目", "team": f"{n % TEAMS} 班", "post": posts[n],
                      "first_day": SINCE} for n, number in enumerate(numbers)],
        "bonus_bases": [{"person": number, "month": "2026-11", "amount": Decimal(1500)} for number in numbers],
        "accounts": [{"person": number, "roles": Role(posts[n]).label, "language": "zh-hans"}
                     for n, number in enumerate(numbers)],
    }  # fmt: skip


def filled(content: bytes, rows: dict[str, list[dict[str, object]]]) -> bytes:
    """The template with these rows; fields by name, choices by code."""
    sheets: dict[str, Sequence[Filled]] = {}
    for code, some in rows.items():
        kind = all_kinds()[code]
        fields = {field.name: field for field in kind.fields}
        sheets[sheet_name(kind)] = [
            {str(fields[name].label): _typed(fields[name].shown(str(value)), value) for name, value in row.items()}
            for row in some
        ]
    return fill(content, sheets)


def _typed(shown: str, value: object) -> object:
    return value if isinstance(value, date | Decimal) else shown


def renamed(content: bytes, sheet: str, name: str) -> bytes:
    """The workbook with a sheet called otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w") as written:
        for part in read.namelist():
            text = read.read(part)
            written.writestr(part, text.replace(sheet.encode(), name.encode()) if part == "xl/workbook.xml" else text)
    return out.getvalue()


def upload(client: Client, content: bytes) -> Batch:
    file = SimpleUploadedFile("公司.xlsx", content)
    answer = client.post("/imports/new", {"file": file})
    work_off()
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.filter(part_of=None).order_by("-pk")[0]


@pytest.fixture(scope="module")
def judged_workbook(once_at_acme: Once) -> Iterator[tuple[int, bytes]]:
    """A whole company, uploaded and checked once for the file: the key of its batch, and the workbook."""
    with once_at_acme(), translation.override("en"):
        Account.objects.filter(username="administrator").update(roles=ROLES["administrator"])
        client = visitor("administrator")
        content = filled(template(client), rows_of_a_company())
        yield upload(client, content).pk, content


@pytest.fixture
def judged(judged_workbook: tuple[int, bytes], founder: Account) -> Batch:
    return Batch.objects.get(pk=judged_workbook[0])


def test_a_whole_company_is_set_up_and_one_of_them_logs_in_by_the_printed_link() -> None:
    client = visitor("administrator", language="zh-hans")
    with translation.override("zh-hans"):
        batch = upload(client, filled(template(client), rows_of_a_company(PEOPLE)))
    assert (batch.kind, batch.state, batch.rejected) == ("company", "judged", 0)
    assert not Site.objects.filter(code="P1").exists()
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    assert Batch.objects.get(pk=batch.pk).state == "stored"
    assert Site.objects.filter(code__startswith="P").count() == SITES
    assert Building.objects.filter(site__code__startswith="P").count() == 5 * SITES
    assert Person.objects.filter(staff_number__startswith="00").count() == PEOPLE
    assert Team.objects.get(name="3 班").supervisor == Person.objects.get(staff_number="00004")
    assert Posting.objects.filter(first_day=SINCE, post="agent").count() == PEOPLE - TEAMS
    assert BonusBase.objects.filter(from_first_day=SINCE).count() == PEOPLE
    assert Account.objects.filter(roles=["agent"], batch__part_of=batch).count() == PEOPLE - TEAMS
    assert f"/people/accounts/links/?import={batch.pk}" in client.get(f"/imports/{batch.pk}/workbook").content.decode()
    assert logged_in(client, batch, "00001") == ["00021"]


def logged_in(client: Client, batch: Batch, username: str) -> list[str]:
    """Print the links, let this supervisor choose a password and log in; whom she then finds of two colleagues."""
    listed = client.get(f"/people/accounts/links/?import={batch.pk}").context["by_hand"]
    chosen = next(account for account in listed if account.username == username)
    slips = client.post("/people/accounts/links/print", {"account": chosen.pk}).content.decode()
    link = re.search(r"/accounts/welcome/[^<\s]+", slips)
    assert link is not None
    newcomer = Client(SERVER_NAME="acme.localhost")
    newcomer.post(link[0], PASSWORD)
    newcomer.post("/accounts/login/", {"login": username, "password": PASSWORD["password"]})
    found = [newcomer.get(f"/people/?q={name}").context["page"] for name in ("员工00021", "员工00022")]
    return [person.staff_number for page in found for person in page]


def test_a_checked_workbook_shows_every_sheet_and_warns_of_its_example_rows_alone(judged: Batch) -> None:
    client, batch = visitor("administrator"), judged
    page = client.get(f"/imports/{batch.pk}/", follow=True).content.decode()
    assert (batch.state, batch.rejected, batch.parts.count()) == ("judged", 0, len(rows_of_a_company()))
    assert page.count('class="h"') == len(rows_of_a_company())
    codes = {problem.code for part in batch.parts.all() for problem in part.problems.all()}
    assert codes == {"example_row"}


def test_the_command_does_the_same(tmp_path: Path) -> None:
    with translation.override("en"):
        (tmp_path / "company.xlsx").write_bytes(filled(template(visitor("administrator")), rows_of_a_company()))
    said = io.StringIO()
    company = connection.tenant
    call_command(
        "import_evidence", "acme", "company", str(tmp_path / "company.xlsx"), "--by=administrator", stdout=said
    )
    connection.set_tenant(company)
    assert "People: 40 new" in said.getvalue()
    assert Account.objects.filter(batch__part_of=Batch.objects.get(kind="company")).count() == FEW


def test_one_wrong_row_keeps_all_sheets_out_and_is_named_with_its_sheet() -> None:
    rows = rows_of_a_company()
    rows["people"][7]["department"] = "绿化"
    client = visitor("administrator")
    with translation.override("en"):
        batch = upload(client, filled(template(client), rows))
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    page = client.get(f"/imports/{batch.pk}/workbook").content.decode()
    assert Batch.objects.get(pk=batch.pk).state == "refused"
    assert "Do you mean 绿化部?" in page
    assert "Sheet “People”" in page
    assert not Site.objects.filter(code="P1").exists()
    assert not Person.objects.filter(staff_number="00001").exists()
    wrong = {part.kind: part.rejected for part in batch.parts.all() if part.rejected}
    assert wrong == {"people": 1, "teams": 1, "postings": 2, "bonus_bases": 1, "accounts": 1}
    assert "Begin with the first sheet" in page


def test_the_same_workbook_twice_changes_nothing(judged: Batch, judged_workbook: tuple[int, bytes]) -> None:
    client = visitor("administrator")
    client.post(f"/imports/{judged.pk}/store")
    work_off()
    again = upload(client, judged_workbook[1])
    assert (again.created, again.changed, again.rejected) == (0, 0, 0)


def test_it_is_undone_as_one_and_who_has_logged_in_stays(judged: Batch) -> None:
    client, batch = visitor("administrator"), judged
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    newcomer = Account.objects.get(username="00030")
    Client(SERVER_NAME="acme.localhost").force_login(newcomer, backend=BACKEND)
    asked = client.get(f"/imports/{batch.pk}/undo").content.decode()
    assert "员工00030" in asked
    client.post(f"/imports/{batch.pk}/undo")
    page = client.get(f"/imports/{batch.pk}/workbook").content.decode()
    assert Batch.objects.get(pk=batch.pk).state == "undone"
    assert list(Person.objects.filter(staff_number__startswith="00")) == [newcomer.person]
    assert not Site.objects.filter(code__startswith="P").exists()
    assert not Posting.objects.filter(first_day=SINCE).exists()
    assert "员工00030" in page
    assert AuditEntry.objects.filter(verb="records.undo_import").count() == len(rows_of_a_company())


def test_a_sheet_is_not_stored_or_undone_by_itself(judged: Batch) -> None:
    client, batch = visitor("administrator"), judged
    part = batch.parts.get(kind="sites")
    assert client.get(f"/imports/{part.pk}/")["Location"] == f"/imports/{batch.pk}/workbook"
    client.post(f"/imports/{part.pk}/store")
    work_off()
    client.post(f"/imports/{part.pk}/discard")
    assert Batch.objects.filter(pk=part.pk, state="judged").exists()
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    part = batch.parts.get(kind="sites")
    client.post(f"/imports/{part.pk}/undo")
    assert Site.objects.filter(code="P1").exists()


def test_who_may_not_import_a_sheet_does_not_import_the_workbook(company: Company) -> None:
    with translation.override("en"):
        content = filled(
            template(visitor("administrator")), {"sites": [{"name": "新城"}], "people": [{"name": "新人"}]}
        )
    answer = visitor("hr").post("/imports/new", {"file": SimpleUploadedFile("公司.xlsx", content)})
    assert "may not be imported with your roles" in answer.content.decode()
    assert not Batch.objects.filter(kind="company").exists()


def test_who_may_not_give_accounts_does_not_undo_a_workbook_that_did() -> None:
    client = visitor("administrator")
    with translation.override("en"):
        content = filled(template(client), {"people": [{"name": "新人", "staff_number": "N1"}],
                                            "accounts": [{"person": "N1", "roles": "agent"}]})  # fmt: skip
    batch = upload(client, content)
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    answer = visitor("hr").post(f"/imports/{batch.pk}/undo", follow=True)
    assert "may not be undone with your roles" in answer.content.decode()
    assert Account.objects.filter(username="N1").exists()
    client.post(f"/imports/{batch.pk}/undo")
    assert not Account.objects.filter(username="N1").exists()


def test_everybody_downloads_the_sheets_that_they_may_fill_in() -> None:
    assert b"company.xlsx" in visitor("hr").get("/imports/new").content
    with open_table(template(visitor("hr")), header_row=0) as table:
        assert "People" in table.sheets
        assert "Accounts" not in table.sheets


def test_an_unknown_sheet_is_named_and_left_out() -> None:
    client = visitor("administrator")
    with translation.override("en"):
        content = filled(template(client), {"sites": [{"name": "新城"}], "people": [{"name": "新人"}]})
    batch = upload(client, renamed(content, "Targets", "Notes of Wang"))
    assert batch.detail["unknown"] == ["Notes of Wang"]
    assert "Notes of Wang" in client.get(f"/imports/{batch.pk}/workbook").content.decode()
    assert sorted(batch.parts.values_list("kind", flat=True)) == ["people", "sites"]


def test_a_workbook_that_moves_cards_of_a_closed_month_says_whose_and_asks_whether_they_were_seen() -> None:
    the_golden_month(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    client = visitor("administrator")
    raised = {"bonus_bases": [{"person": "A001", "month": "2026-10", "amount": Decimal(9000)}]}
    with translation.override("en"):
        batch = upload(client, filled(template(client), raised))
    assert [line["name"] for line in batch.detail["moved"]] == ["王芳"]
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    assert Batch.objects.get(pk=batch.pk).state == "judged"
    page = client.get(f"/imports/{batch.pk}/workbook").content.decode()
    seen = re.search(r'name="seen_cards" value="([0-9a-f]{64})"', page)
    assert seen
    client.post(f"/imports/{batch.pk}/store", {"seen_cards": seen[1]})
    work_off()
    assert Batch.objects.get(pk=batch.pk).state == "stored"
    assert BonusBase.objects.filter(person__staff_number="A001", amount=9000).exists()
