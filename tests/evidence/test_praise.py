"""Praise: brought in by a colleague, confirmed by who leads, seen with its picture by whom it concerns."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.praise import verbs
from evidence.praise.models import Praise, PraiseFile
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from records import second_word
from records.models import AuditEntry, MonthState
from records.months import company_zone
from reports.inbox.asking import inbox_of
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to
from tests.pictures import picture
from tests.scoring.measuring import evidence, figures
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
OCTOBER, NOON = Month(2026, 10), datetime(2026, 10, 14, 4, tzinfo=UTC)
NEW = "/evidence/praise/new/"


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def of(number: str) -> Person:
    return Person.objects.get(staff_number=number)


def said(number: str = "A001", **more: object) -> Mapping[str, object]:
    words = {"form": "banner", "words": "半夜帮忙关水阀", "giver": "3-1201 周女士", "received_at": "2026-10-14T12:00"}
    return {"agent": of(number).pk, **words, **more}


def brought(username: str = "second_agent") -> Praise:
    return verbs.bring(by=account(username), agent=of("A001"), form="letter", received_at=NOON, words="拾金不昧")


def test_a_colleague_brings_it_in_and_it_counts_once_who_leads_has_confirmed_it() -> None:
    file = SimpleUploadedFile("锦旗.jpg", picture("JPEG", noted=True))
    page = visitor("second_agent").post(NEW, said(file=file), follow=True)
    assert "it counts once who leads has confirmed it" in page.content.decode()
    assert evidence(of("A001"), "praise_count").excluded == {"unconfirmed": 1}
    praise = Praise.objects.get()
    with time_machine.travel(NOON, tick=False):
        asked = {
            who: f"praise:portal:{praise.number}" in str(inbox_of(account(who), NOON.astimezone(company_zone())))
            for who in ("hr", "agent")
        }
    assert asked == {"hr": True, "agent": False}
    visitor("supervisor").post(f"{praise.get_absolute_url()}decide/", {"decision": "confirmed"})
    assert figures(of("A001"), "praise_count") == (1, 1, 1)
    standing = Praise.objects.standing().get()
    again = visitor("agent").get(praise.get_absolute_url(), follow=True)  # the address of the first revision
    assert again.request["PATH_INFO"] == standing.get_absolute_url()
    kept = PraiseFile.objects.get()
    assert b"SECRET-PHONE" not in kept.file.read()
    address = f"{standing.get_absolute_url()}files/{kept.pk}/"
    assert address in again.content.decode()
    seen = {who: visitor(who).get(address).status_code for who in ("agent", "second_agent", "hr", "other_supervisor")}
    assert seen == {"agent": 200, "second_agent": 200, "hr": 200, "other_supervisor": 404}


def test_nobody_brings_in_their_own_or_adds_a_letter_to_it() -> None:
    page = visitor("agent").post(NEW, said())
    assert "agent" in page.context["form"].errors
    with pytest.raises(Refused) as refused:
        brought("agent")
    assert refused.value.code == "for_oneself"
    letter = SimpleUploadedFile("信.pdf", b"%PDF-1.7 words")
    answer = visitor("agent").post(f"{brought().get_absolute_url()}files/", {"file": letter})
    assert "Nobody acts for themselves" in answer.content.decode()
    assert not PraiseFile.objects.exists()


def test_what_who_leads_brings_in_stands_at_once_unless_the_own_card_counts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert brought("supervisor").state == "confirmed"
    assert brought("other_supervisor").state == "brought"  # leads another team
    monkeypatch.setattr(second_word, "own_card_counts", lambda by, person, when, of="": by.username == "supervisor")
    waits = brought("supervisor")
    assert waits.state == "brought"
    with pytest.raises(Refused) as refused:
        verbs.decide(waits, decision="confirmed", by=account("supervisor"))
    assert refused.value.code == "own_card"
    assert verbs.decide(waits, decision="confirmed", by=account("hr")).state == "confirmed"


def test_it_is_declined_with_a_reason_and_decided_anew_until_its_month_is_final() -> None:
    praise, hr = brought(), visitor("hr")
    refused = hr.post(f"{praise.get_absolute_url()}decide/", {"decision": "declined"})
    assert "Say why" in refused.content.decode()
    hr.post(f"{praise.get_absolute_url()}decide/", {"decision": "declined", "reason": "查无此事"})
    assert "查无此事" in visitor("agent").get(praise.get_absolute_url(), follow=True).content.decode()
    assert evidence(of("A001"), "praise_count").excluded == {"declined": 1}
    bring_to(MonthState.FINAL, OCTOBER)
    declined = Praise.objects.standing().get()
    assert "decide" not in hr.get(declined.get_absolute_url()).context["forms"]
    answer = hr.post(f"{declined.get_absolute_url()}decide/", {"decision": "confirmed"})
    assert "2026-10 is final" in answer.content.decode()
    assert AuditEntry.objects.filter(verb="evidence.decide_praise").count() == 1


def test_a_file_brings_it_confirmed_and_the_list_goes_out_as_a_file(company: Company, tmp_path: Path) -> None:
    sender = Sender(company, "praise", tmp_path)
    rows = "收到时间,工号,表扬内容,状态\n2026-10-05 10:00,A001,=帮老人提菜,\n2026-10-06 10:00,A001,送药上门,待核实\n"
    sender.send(rows)
    sender.send(rows)
    assert [praise.state for praise in Praise.objects.order_by("received_at")] == ["confirmed", "brought"]
    text = visitor("supervisor").get("/evidence/praise/export.csv?state=confirmed").content.decode("utf-8-sig")
    assert "'=帮老人提菜" in text
    assert "送药上门" not in text
    assert "帮老人提菜" not in visitor("other_supervisor").get("/evidence/praise/export.csv").content.decode()
