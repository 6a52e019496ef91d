"""Log-ins come in as files: their one-time links go out by mail or on paper, and nobody gets more than may be given."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone, translation

from kpi_portal.lib.company_connection import connection
from people import accounts
from people.models import Account, Person
from people.tasks import send_link
from records.imports import undoing
from records.models import AuditEntry, Batch, OutboxMessage
from tenants.models import Company
from tests.importing import Sender, as_csv
from tests.visiting import visitor

Send = Callable[..., str]
NEW = {"password": "a heron stands still", "again": "a heron stands still"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def send(company: Company, tmp_path: Path) -> Send:
    """Sends accounts in somebody's name; 陈晨 (B001), 林玥 (B002) and 何苗 without number have none yet."""
    for name, number in (("陈晨", "B001"), ("林玥", "B002"), ("何苗", None)):
        Person.objects.create(name=name, staff_number=number)

    def sending(*rows: dict[str, object], by: str = "administrator") -> str:
        return Sender(company, "accounts", tmp_path).send(as_csv(*rows), f"--by={by}")

    return sending


def row(person: str, roles: str = "客服", **more: str) -> dict[str, object]:
    return {"人员": person, "角色": roles, "用户名": "", "邮箱": "", "语言": "", **more}


def batch() -> Batch:
    return Batch.objects.order_by("-pk")[0]


def printed(*people: str) -> str:
    """The page of slips of these people."""
    keys = list(Account.objects.filter(person__name__in=people).values_list("pk", flat=True))
    return visitor("administrator").post("/people/accounts/links/print", {"account": keys}).content.decode()


def links_of(page: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"http[^<\s]+/accounts/welcome/[^<\s]+", page)]


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def choose_password(link: str) -> Client:
    """Open the link, choose a password, log in with it."""
    client = Client(SERVER_NAME="acme.localhost")
    assert client.post(path_of(link), NEW).status_code == 302
    return client


def test_accounts_come_with_roles_and_without_a_password(send: Send) -> None:
    said = send(
        row("B001", "客服、主管"),
        row("林玥", "HR", 邮箱="lin@example.com", 语言="English"),
        row("何苗", 用户名="hemiao"),
    )
    assert "3 new, 0 changed, 0 unchanged, 0 with errors, 0 warnings" in said
    found = Account.objects.filter(batch=batch()).values_list("username", "roles", "email", "language")
    assert sorted(found) == [
        ("B001", ["supervisor", "agent"], "", ""),
        ("B002", ["hr"], "lin@example.com", "en"),
        ("hemiao", ["agent"], "", ""),
    ]
    assert not any(account.has_usable_password() for account in Account.objects.filter(batch=batch()))
    assert AuditEntry.objects.filter(verb="people.give_account").count() == 3


def test_the_same_file_changes_nothing_and_mails_nothing_again(send: Send) -> None:
    rows = [row("B001"), row("B002", 邮箱="lin@example.com")]
    send(*rows)
    assert "2 unchanged" in send(*rows)
    assert OutboxMessage.objects.filter(task="people.send_link").count() == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("B001", "店长")], "“店长” is not a role; there are: Administrator, HR"),
        ([row("B001", "")], "This must not be empty"),
        ([row("B001", 邮箱="chen")], "not an e-mail address"),
        ([row("何苗")], "何苗 has no staff number"),
        ([row("B001", 用户名="AGENT")], "belongs to 王芳"),
        ([row("B001", 用户名="x"), row("B002", 用户名="X")], "belongs to 陈晨"),
        ([row("A001", 用户名="fang")], "王芳 logs in as agent already"),
        ([row("B001"), row("陈晨")], "stands in row 2 already"),
        ([row("B009")], "There is no such person"),
    ],
)
def test_a_wrong_value_is_a_sentence(send: Send, rows: list[dict[str, object]], said: str) -> None:
    with pytest.raises(CommandError, match=re.escape(said)):
        send(*rows)
    assert not Account.objects.exclude(batch=None).exists()


def test_who_has_left_gets_no_account(send: Send) -> None:
    Person.objects.filter(staff_number="B001").update(is_active=False)
    with pytest.raises(CommandError, match="陈晨 does not work here any more"):
        send(row("B001"))


def test_hr_gives_no_accounts_and_so_makes_no_administrators(send: Send) -> None:
    with pytest.raises(CommandError, match="may not do this"):
        send(row("B001", "管理员"), by="hr")
    assert visitor("hr").get("/imports/templates/accounts.xlsx").status_code == 404


def test_nobody_changes_their_own_roles_by_a_file(send: Send) -> None:
    with pytest.raises(CommandError, match="Nobody acts for themselves"):
        send(row("孙安", "管理员,人事"))
    assert Account.objects.get(username="administrator").roles == ["administrator"]


def test_roles_of_a_known_account_are_changed_and_undone(send: Send) -> None:
    send({"人员": "A001", "角色": "主管"})
    assert Account.objects.get(username="agent").roles == ["supervisor"]
    undoing.undo(batch(), by=Account.objects.get(username="administrator"))
    assert Account.objects.get(username="agent").roles == ["agent"]


def test_the_link_is_mailed_in_the_language_of_the_account(send: Send) -> None:
    send(row("B001", 邮箱="chen@example.com", 语言="中文"), row("B002", 邮箱="lin@example.com", 语言="English"))
    for message in OutboxMessage.objects.filter(task="people.send_link"):
        send_link.apply(args=[message.pk], headers={"_schema_name": connection.schema_name}, throw=True)
    bodies = {sent.to[0]: sent.body for sent in mail.outbox}
    assert "Choose your password" in bodies["lin@example.com"]
    assert "密码" in bodies["chen@example.com"]
    (link,) = links_of(str(bodies["chen@example.com"]))
    choose_password(link)
    assert Account.objects.get(username="B001").check_password(NEW["password"])


def test_a_slip_holds_all_that_somebody_needs_to_log_in(send: Send) -> None:
    send(row("B001", 语言="中文"), row("B002", 语言="English"))
    page = printed("陈晨", "林玥")
    assert page.count('class="slip"') == page.count("data:image/svg+xml") == 2
    assert "账号" in page
    assert "User name" in page
    for link in links_of(page):
        choose_password(link)
    assert Account.objects.get(username="B001").check_password(NEW["password"])
    assert AuditEntry.objects.filter(verb="people.print_links").count() == 2


def test_slips_printed_again_make_the_earlier_ones_void(send: Send) -> None:
    send(row("B001"))
    (earlier,), (later,) = links_of(printed("陈晨")), links_of(printed("陈晨"))
    assert Client(SERVER_NAME="acme.localhost").get(path_of(earlier)).status_code == 404
    choose_password(later)
    assert links_of(printed("陈晨")) == []


def test_a_printed_link_is_void_after_three_days(send: Send) -> None:
    send(row("B001"))
    (link,) = links_of(printed("陈晨"))
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert Client(SERVER_NAME="acme.localhost").get(path_of(link)).status_code == 404


def test_the_list_shows_who_waits_for_a_link_all_or_of_one_import(send: Send) -> None:
    send(row("B001"))
    first = batch().pk
    send(row("B002", 邮箱="lin@example.com"))
    everybody = visitor("administrator").get("/people/accounts/links/").content.decode()
    of_the_first = visitor("administrator").get(f"/people/accounts/links/?import={first}").content.decode()
    assert ("陈晨" in everybody, "林玥" in everybody) == (True, True)
    assert ("陈晨" in of_the_first, "林玥" in of_the_first) == (True, False)


def test_an_account_that_was_used_stays_when_the_import_is_undone(send: Send) -> None:
    send(row("B001"), row("B002"))
    Account.objects.filter(username="B001").update(last_login=timezone.now())
    undoing.undo(batch(), by=Account.objects.get(username="administrator"))
    assert Account.objects.filter(username="B001").exists()
    assert not Account.objects.filter(username="B002").exists()
    assert batch().detail["stays"] == {"people.Account": ["陈晨"]}


def test_hr_by_file_still_needs_a_second_factor(send: Send) -> None:
    send(row("B001", "人事"))
    (link,) = links_of(printed("陈晨"))
    accounts.set_log_in_rules(second_factor_required=True, by=None)
    client = choose_password(link)
    client.force_login(
        Account.objects.get(username="B001"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/months/", follow=True).redirect_chain[0][0].startswith("/accounts/second-factor/")
