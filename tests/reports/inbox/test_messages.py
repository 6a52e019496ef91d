"""Mail about what waits: when each account wants it, each task once, links and sentences only."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from evidence.suggestions.models import Suggestion
from evidence.suggestions.verbs import decide
from kpi_portal.lib.company_connection import connection
from people.models import Account
from records.models import AuditEntry, OutboxMessage
from reports.inbox import telling
from reports.models import MessageSettings, Told
from reports.tasks import send_test_mail, tell, tell_companies
from scoring import publishing
from scoring.models import Card
from tenants.models import Company
from tests.reports.inbox.test_sources import fallen
from tests.scoring.month_of_facts import OCTOBER, person
from tests.visiting import visitor

MORNING = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
CHOICE = {"how": "daily", "hour": "8", "quiet_from": "21", "quiet_until": "7", "language": "zh-hans"}


@pytest.fixture
def supervisor(company: Company) -> Account:
    """With an address; the first look at the own inbox is tomorrow at eight."""
    Account.objects.filter(username="supervisor").update(email="shen@example.com")
    with time_machine.travel(MORNING, tick=False):
        telling.promise_due()
    return Account.objects.get(username="supervisor")


def idea(title: str = "雨天提前铺防滑垫") -> Suggestion:
    return Suggestion.objects.create(number=title, agent=person("王芳"), title=title, submitted_at=MORNING)


def at(moment: datetime, do: Callable[[], object] = lambda: None) -> list[str]:
    """The texts that are mailed at this moment, by the tasks that a worker runs."""
    mail.outbox.clear()
    with time_machine.travel(moment, tick=False):
        do()
        telling.promise_due()
        for message in OutboxMessage.objects.filter(done_at=None, task="reports.tell"):
            tell.apply(args=[message.pk], headers={"_schema_name": connection.schema_name}).get()
    return [str(sent.body) for sent in mail.outbox]


def tomorrow(days: int = 1) -> datetime:
    return MORNING + timedelta(days=days)


def chosen(account: Account, **choice: object) -> None:
    MessageSettings.objects.filter(account=account).update(**choice)


def test_a_digest_comes_once_a_day_with_what_is_new_and_where_it_is_done(supervisor: Account) -> None:
    found = idea()
    (text,) = at(tomorrow())
    assert "沈立，翠湖物业 有这些事待处理：" in text
    assert "雨天提前铺防滑垫" in text
    assert f"/evidence/suggestions/{found.pk}/decide/" in text
    assert at(tomorrow() + timedelta(hours=3)) == []
    assert at(tomorrow(2)) == []
    idea("前台备老花镜")
    (text,) = at(tomorrow(3))
    assert "前台备老花镜" in text
    assert "雨天提前铺防滑垫" not in text
    assert "之前提醒过的还有 1 件" in text


def test_a_task_that_was_done_before_the_digest_is_not_in_it(supervisor: Account) -> None:
    found = idea()
    with time_machine.travel(tomorrow(), tick=False):
        telling.promise_due()
    assert at(tomorrow(), lambda: decide(found, decision="adopted", by=supervisor, at=MORNING, reason="好")) == []


def test_at_once_is_at_once_and_never_in_quiet_hours(supervisor: Account) -> None:
    with time_machine.travel(MORNING, tick=False):
        telling.change(by=supervisor, how="at_once", hour=8, quiet=(21, 7), language="en")
    assert at(MORNING + timedelta(minutes=3)) == []
    assert len(at(MORNING + timedelta(minutes=6), idea)) == 1
    late = datetime(2026, 11, 10, 12, 59, tzinfo=UTC)
    assert at(late, lambda: idea("夜里的想法")) != []
    assert at(late + timedelta(minutes=2), lambda: idea("更晚的想法")) == []
    assert at(late + timedelta(hours=5)) == []
    (text,) = at(datetime(2026, 11, 10, 23, 1, tzinfo=UTC))
    assert "更晚的想法" in text
    assert "this waits for you" in text


def test_who_wants_no_mail_or_has_no_address_gets_none(supervisor: Account) -> None:
    idea()
    chosen(supervisor, how="never", next_at=None)
    assert at(tomorrow()) == []
    chosen(supervisor, how="daily", next_at=MORNING)
    Account.objects.filter(pk=supervisor.pk).update(email="")
    assert at(tomorrow()) == []


def test_delivered_twice_it_is_one_mail(supervisor: Account) -> None:
    idea()
    assert len(at(tomorrow())) == 1
    (message,) = OutboxMessage.objects.filter(task="reports.tell")
    tell.apply(args=[message.pk], headers={"_schema_name": "acme"}).get()
    with time_machine.travel(tomorrow(), tick=False):
        assert telling.promise_due() == 0
    assert len(mail.outbox) == 1


def test_what_the_mail_server_refuses_is_tried_again_and_is_the_same_message(
    supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea()
    with monkeypatch.context() as broken:
        broken.setattr("people.notify.EmailMessage.send", _no_server)
        with pytest.raises(OSError, match="no server"):
            at(tomorrow())
    assert Told.objects.count() == 0
    assert len(at(tomorrow() + timedelta(minutes=2))) == 1
    assert mail.outbox[0].extra_headers["Message-ID"].endswith("@acme.localhost>")


def _no_server(*_args: object) -> None:
    raise OSError("no server")


def test_a_task_that_comes_back_is_told_again(supervisor: Account) -> None:
    found = idea()
    assert len(at(tomorrow())) == 1
    decide(found, decision="adopted", by=supervisor, at=MORNING, reason="好")
    idea("另一个")
    assert len(at(tomorrow(2))) == 1
    assert set(Told.objects.values_list("key", flat=True)) == {f"suggestion:{Suggestion.objects.latest('pk').pk}"}


def test_no_mail_holds_a_total_or_a_grade(supervisor: Account) -> None:
    fallen()
    with time_machine.travel(MORNING, tick=False):
        publishing.publish_month(month=OCTOBER, by=Account.objects.get(username="hr"))
    Account.objects.filter(username="hr").update(email="zhou@example.com")
    Account.objects.filter(username="agent").update(email="wang@example.com")
    texts = [*at(tomorrow()), *at(tomorrow(2))]
    assert texts
    totals = [str(total) for total in Card.objects.exclude(total=None).values_list("total", flat=True)]
    assert totals
    for text in texts:
        assert not any(total in text for total in totals)
        assert "等级" not in text


def test_the_page_keeps_what_is_chosen_and_the_audit_says_so(company: Company) -> None:
    browser = visitor("agent")
    assert browser.post("/messages/", CHOICE | {"how": "at_once"}).status_code == 302
    row = MessageSettings.objects.get(account__username="agent")
    assert (row.how, row.hour, row.next_at is not None) == ("at_once", 8, True)
    assert Account.objects.get(username="agent").language == "zh-hans"
    assert AuditEntry.objects.filter(verb="reports.change_messages").exists()
    assert browser.post("/messages/", CHOICE | {"hour": "25"}).status_code == 200


def test_a_test_mail_goes_to_the_own_address_or_says_that_there_is_none(company: Company) -> None:
    browser = visitor("agent")
    answer = browser.post("/messages/test/", follow=True)
    assert "has no e-mail address" in answer.content.decode()
    Account.objects.filter(username="agent").update(email="wang@example.com", language="zh-hans")
    assert "on its way to wang@example.com" in browser.post("/messages/test/", follow=True).content.decode()
    (message,) = OutboxMessage.objects.filter(task="reports.send_test_mail")
    send_test_mail.apply(args=[message.pk], headers={"_schema_name": "acme"}).get()
    (sent,) = mail.outbox
    assert (sent.to, "王芳，门户的邮件可以送达这里。" in sent.body) == (["wang@example.com"], True)


def test_the_beat_rings_the_companies_in_which_somebody_is_due_and_no_others(
    company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("reports.tasks.tell_accounts.apply_async", lambda headers: rung.append(headers["_schema_name"]))
    connection.set_tenant(other_company)
    Account.objects.filter(username="hr").update(email="zhou@example.com")
    connection.set_schema_to_public()
    assert tell_companies.apply().get() == 1
    assert rung == [other_company.schema_name]
