"""Printed cards from the database: printed once, kept safe, handed out to those who may see them."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from kpi_portal.lib import fonts
from records import outbox
from records.models import OutboxMessage
from reports import pdf_cache, tasks
from reports.models import CardFile
from reports.pdf_process import Press
from scoring.models import Card
from tenants.models import Company
from tests.reports.test_card_page import address
from tests.visiting import visitor


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    try:
        fonts.fontconfig_file()
    except fonts.FontsMissingError as missing:
        pytest.skip(str(missing))
    with Press() as press:
        yield press


def text_of(data: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_a_card_already_printed_is_not_printed_again(published: Card, press: Press) -> None:
    first = next(pdf_cache.print_cards([published], press))
    with Press() as never_started:
        again = next(pdf_cache.print_cards([published], never_started))
        assert never_started.is_idle
    assert (again.pk, again.file.name) == (first.pk, first.file.name)
    assert "82.31" in text_of(again.read())


def test_a_card_is_printed_anew_when_what_it_shows_has_changed(
    published: Card, press: Press, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    first = next(pdf_cache.print_cards([published], press))
    before = str(first.file.name)
    Card.objects.filter(pk=published.pk).update(rank=7, ranked=9)
    with django_capture_on_commit_callbacks(execute=True):
        second = next(pdf_cache.print_cards([Card.objects.get(pk=published.pk)], press))
    assert "7 / 9" in text_of(second.read())
    assert not default_storage.exists(before)
    assert CardFile.objects.filter(card=published).count() == 1


def test_a_close_promises_its_cards_and_the_promise_is_kept_once(published: Card, press: Press) -> None:
    message = OutboxMessage.objects.get(task="reports.render_cards")
    in_the_company(tasks.render_cards, message.pk)
    part = OutboxMessage.objects.get(task="reports.print_cards")
    in_the_company(tasks.print_cards, part.pk)
    printed = CardFile.objects.count()
    in_the_company(tasks.print_cards, part.pk)
    assert printed == CardFile.objects.count() == Card.objects.current().count()
    assert outbox.waiting(part.pk) is None


def in_the_company(task: object, message: int) -> None:
    """The task's work as the worker would do it."""
    task.run(message)  # type: ignore[attr-defined]


def test_the_command_writes_one_file_per_card(published: Card, press: Press, tmp_path: Path) -> None:
    call_command("render_cards", "acme", "2026-10", output=tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["2026-10-A001.pdf", "2026-10-A002.pdf", "2026-10-A003.pdf"]
    assert "1,500.00" in text_of((tmp_path / "2026-10-A001.pdf").read_bytes())


def test_names_of_files_cannot_leave_the_folder(published: Card, press: Press, tmp_path: Path) -> None:
    published.agent.staff_number, published.agent.name = None, "../../王 芳/\n..\\x"
    published.agent.save()
    call_command("render_cards", "acme", "2026-10", output=tmp_path / "cards")
    assert (tmp_path / "cards" / f"2026-10-王_芳_.._x-{published.agent_id}.pdf").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["cards"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("acme", "2026-11"), "2026-11 has no cards yet"), (("nobody", "2026-10"), "There is no company “nobody”")],
)
def test_the_command_refuses_with_a_sentence(
    company: Company, tmp_path: Path, arguments: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("render_cards", *arguments, output=tmp_path)


def test_the_owner_fetches_the_printed_card_as_attachment(published: Card, press: Press) -> None:
    answer = visitor("agent").get(address(published, "pdf/"))
    assert answer["Content-Disposition"] == 'attachment; filename="2026-10-A001.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "1,500.00" in text_of(answer.content)


def test_a_supervisor_fetches_a_page_without_money(published: Card, press: Press) -> None:
    text = text_of(visitor("supervisor").get(address(published, "pdf/")).content)
    assert ("82.31" in text, "1,500.00" in text) == (True, False)


@pytest.mark.parametrize("who", ["second_agent", "other_supervisor"])
def test_nobody_else_fetches_it(published: Card, who: str) -> None:
    assert visitor(who).get(address(published, "pdf/")).status_code == 404


def test_an_agent_fetches_nothing_before_publication(computed: Card) -> None:
    assert visitor("agent").get(address(computed, "pdf/")).status_code == 404


def test_files_lie_in_the_company_s_own_folder_under_names_that_tell_nothing(published: Card, press: Press) -> None:
    path = Path(next(pdf_cache.print_cards([published], press)).file.path)
    assert path.parent == Path(settings.MEDIA_ROOT, "acme", "cards")
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", path.name)
