"""One package and one line in KINDS are a new kind: guarded, listed, imported, shown below a card, closed for good."""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models, transaction

from evidence import kinds
from evidence.kind import Kind, Table
from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.company_connection import connection
from people.models import Account, Person
from records import audit_labels, ledger
from records.final_month_guard import MonthIsFinal, translated
from records.imports.kinds import all_kinds
from records.models import AuditEntry, LateFact
from scoring import cards, closing, indicators, publishing
from scoring.engine.plan import Plan
from scoring.indicators import catalogue
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.database import CHECKOUT
from tests.importing import Sender
from tests.months import closer, finaliser, publisher
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START
from tests.visiting import visitor

PACKAGE = Path(__file__).with_name("compliments")
PORTAL_URLS = "tests.evidence.compliments.portal_urls"
LETTERS = "Number,Agent,Received,Words\nBY1,A001,2026-10-14 10:00,送来锦旗\nBY2,A001,2026-10-15 10:00,感谢信\n"
COLUMNS = "source, number, revision, stands, reason, recorded_at, agent_id, received_at, words"


@pytest.fixture
def letter(
    owner: None, company: Company, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[type[models.Model]]:
    """The portal with a line more in KINDS: what its migration would make stands in the company's schema."""
    from tests.evidence.compliments.kind import COMPLIMENTS
    from tests.evidence.compliments.models import Compliment

    forget = (all_kinds.cache_clear, catalogue.indicators.cache_clear, catalogue.definitions.cache_clear,
              versions._read.cache_clear, apps.clear_cache)  # fmt: skip
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, COMPLIMENTS))
    monkeypatch.setattr(audit_labels, "ACTS", audit_labels.ACTS | kinds.audit_words())
    monkeypatch.setattr(indicators, "__path__", [*indicators.__path__, str(PACKAGE / "indicators")])
    monkeypatch.setitem(apps.all_models["evidence"], "compliment", Compliment)
    [each() for each in forget]
    sys.modules.pop(PORTAL_URLS, None)
    settings.ROOT_URLCONF = PORTAL_URLS
    own = settings.TEMPLATES[0]
    settings.TEMPLATES = [own | {"DIRS": [*own["DIRS"], str(PACKAGE / "templates")]}]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        editor.create_model(Compliment)
    with connection.cursor() as cursor:
        [cursor.execute(table.guard.put_up) for table in COMPLIMENTS.tables]
    yield Compliment
    monkeypatch.undo()
    apps.all_models["evidence"].pop("compliment", None)
    [each() for each in forget]


@pytest.fixture
def imported(letter: type[models.Model], company: Company, tmp_path: Path) -> Sender:
    """Two letters of October, from a file."""
    sender = Sender(company, "compliments", tmp_path)
    sender.send(LETTERS)
    return sender


@pytest.fixture
def final(imported: Sender) -> Card:
    """October, final, by a plan that weighs the letters in place of the suggestions."""
    draft = PlanVersion.objects.get(code="standard", version=1)
    document = versions.read(draft).to_document()
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    document["dimensions"][place]["indicators"][0] |= {
        "code": "compliments_received", "name": {"zh": "表扬信", "en": "Compliments received"},
    }  # fmt: skip
    plan = Plan.from_document(document, catalogue.definitions())
    text = canonical(plan.to_document()).decode()
    made = PlanVersion.objects.create(code="standard", version=2, document=text, document_hash=plan.plan_hash)
    with time_machine.travel(START):
        versions.publish_plan(plan=made, valid_from=OCTOBER, by=publisher())
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    found = cards.card_for(Person.objects.get(staff_number="A001"), OCTOBER)
    assert found is not None
    return found


def test_it_is_imported_once(imported: Sender, letter: type[models.Model]) -> None:
    imported.send(LETTERS)
    assert letter._default_manager.count() == 2
    assert imported.batch.unchanged == 2


def test_it_is_a_tab_and_a_list_and_says_who_sees_it(imported: Sender) -> None:
    assert "/evidence/compliments/" in visitor("hr").get("/evidence/surveys/").content.decode()
    for username, seen in (("agent", True), ("supervisor", True), ("hr", True), ("other_agent", False)):
        assert ("送来锦旗" in visitor(username).get("/evidence/compliments/").content.decode()) is seen, username


def test_a_kind_that_says_nothing_about_who_sees_it_is_seen_by_nobody(
    imported: Sender, letter: type[models.Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Kind("compliments", "", (Table(letter, "received_at", ()),), {}, "evidence:compliments", "")
    for known in ((*kinds.KINDS[:-1], silent), kinds.KINDS[:-1]):
        monkeypatch.setattr(kinds, "KINDS", known)
        for account in Account.objects.all():
            assert not letter._default_manager.visible_to(account).exists(), account  # type: ignore[attr-defined]


def test_its_acts_have_words(letter: type[models.Model]) -> None:
    from tests.evidence.compliments.verbs import record_compliment

    agent, by = Person.objects.get(staff_number="A001"), Account.objects.get(username="supervisor")
    record_compliment(by=by, agent=agent, received_at=MIDDLE, words="谢谢")
    entry = AuditEntry.objects.get(verb="evidence.record_compliment")
    assert audit_labels.said(entry.verb) == "Compliment recorded"


def test_it_is_scored_on_the_card_and_shown_down_to_the_fact(final: Card) -> None:
    line = next(line for line in cards.tree(final).lines if line.code == "compliments_received")
    assert (line.numerator, str(line.points)) == (Fraction(2), "100.00")
    page = visitor("agent").get(f"/card/2026-10/{final.agent_id}/compliments_received/").content.decode()
    assert "送来锦旗" in page
    assert "/evidence/compliments/" in page


def test_its_final_month_is_shut_for_whatever_writes_and_late_rows_wait(
    final: Card, letter: type[models.Model], imported: Sender
) -> None:
    rows = letter._default_manager
    writes: list[Any] = [
        lambda: rows.create(number="BY3", agent_id=final.agent_id, received_at=MIDDLE),
        lambda: rows.filter(number="BY1").update(stands=False),
        lambda: rows.filter(number="BY1").delete(),
        lambda: rows.bulk_create([letter(number="BY4", agent_id=final.agent_id, received_at=MIDDLE)]),
        lambda: copied(final.agent_id),
    ]
    for write in writes:
        with pytest.raises(MonthIsFinal), transaction.atomic():
            write()
    imported.send(LETTERS + "BY5,A001,2026-10-20 10:00,\n")
    assert LateFact.objects.get().number == "BY5"
    rows.filter(number="BY1").update(words="")  # words may be erased
    assert ledger.verify(ledger.head()).is_sound


def copied(agent: int) -> None:
    """One more letter by COPY."""
    row = ("portal", "BY6", 1, True, "", MIDDLE, agent, MIDDLE, "")
    statement = f"COPY evidence_compliment ({COLUMNS}) FROM STDIN"
    with translated(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write_row(row)


@pytest.mark.parametrize("name", ["models.py", "kind.py", "verbs.py"])
def test_the_developers_page_shows_this_very_package(name: str) -> None:
    docs = (CHECKOUT / "docs" / "developer.md").read_text("utf-8")
    assert (PACKAGE / name).read_text("utf-8") in docs
