"""A newcomer with a file of her own: from the log-in to stored orders, without a word of TOML and with few clicks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kpi_portal.lib.company_connection import connection
from records.models import Batch
from tenants.models import Company
from tests.database import CHECKOUT
from tests.exports import CALLS, QDING, UDESK, ZENDESK, Export
from tests.people.test_second_factor_in_a_browser import log_in
from tests.portal import LivePortal
from workorders.models import WorkOrder

pytestmark = pytest.mark.browser
SHARED = CHECKOUT.parent / "shared"
MOST_CLICKS = 9
"""Log-in, menu and upload are five; one button for what the file cannot say, check, store."""


@pytest.fixture(scope="module")
def worker(live_portal: LivePortal) -> None:
    """Who checks and stores."""
    live_portal.run_worker()


@pytest.fixture(autouse=True)
def _of_acme(live_portal: LivePortal, worker: None) -> Iterator[None]:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    yield
    connection.set_schema_to_public()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser refuses or reports as an error."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@dataclass
class Newcomer:
    """Somebody at the browser who counts what she presses."""

    page: Page
    portal: LivePortal
    clicks: int = 0

    def click(self, selector: str) -> None:
        """Press what there is exactly once."""
        self.page.locator(selector).click()
        self.clicks += 1

    def send(self, file: Path) -> None:
        """Log in, go to the imports and upload a file; nothing else is asked."""
        log_in(self.portal, self.page, "administrator")
        self.clicks += 1
        self.click("nav.side a[href='/imports/']")
        self.click(".head a.main[href='/imports/new']")
        self.page.set_input_files("#id_file", file)
        self.clicks += 1
        self.click("main form button.main")
        self.page.wait_for_url("**/mapping")

    def choose(self, selector: str, label: str) -> None:
        """Choose from a list; the page saves it by itself."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/mapping")):
            self.page.select_option(selector, label=label)
        self.clicks += 1

    def check_and_store(self) -> None:
        """The last two steps."""
        self.check()
        self.store()

    def check(self) -> None:
        """Every row is judged."""
        self.click("#foot button.main")
        self.page.wait_for_url(lambda address: not address.endswith("/mapping"))
        expect(self.page.locator("main form[action$='/store']")).to_be_visible(timeout=30_000)

    def store(self) -> None:
        """What was found is stored."""
        self.click("main form[action$='/store'] button")
        expect(self.page.locator("main .badge.ok").first).to_have_text("已入库", timeout=30_000)


@pytest.fixture
def newcomer(live_portal: LivePortal, page: Page) -> Newcomer:
    return Newcomer(page, live_portal)


def written(export: Export, folder: Path, **renamed: str) -> Path:
    """The file; headings may be renamed, so that no profile is for it."""
    rows = [[renamed.get(str(cell), cell) for cell in row] for row in export.rows]
    path = folder / export.file_name
    path.write_bytes(replace(export, rows=rows).content())
    return path


@pytest.mark.parametrize(
    "export",
    [ZENDESK, *(pytest.param(one, marks=pytest.mark.long) for one in (UDESK, QDING))],
    ids=lambda export: export.name,
)
def test_a_known_export_is_stored_with_no_choice_at_all(
    export: Export, newcomer: Newcomer, complaints: list[str], tmp_path: Path
) -> None:
    newcomer.send(written(export, tmp_path))
    assert violations(newcomer.page) == []
    newcomer.check_and_store()
    batch = Batch.objects.order_by("-pk")[0]
    assert (batch.state, batch.created, complaints) == ("stored", 3, [])
    assert newcomer.clicks <= MOST_CLICKS


def test_what_no_file_can_say_is_chosen_on_the_page(newcomer: Newcomer, complaints: list[str], tmp_path: Path) -> None:
    page = newcomer.page
    newcomer.send(written(CALLS, tmp_path, 流水号="通话流水号", 技能组="组别"))
    expect(page.locator("#lacks")).to_contain_text("还差 2 处")
    newcomer.click("#row-responded_at summary")
    newcomer.choose("#clock-responded_at", "12 分 30 秒")
    expect(page.locator("#lacks")).to_contain_text("还差 1 处")
    expect(page.locator("#row-responded_at")).to_contain_text("2026年9月2日 10:38")
    newcomer.click("#row-answered_at button[name=use]")
    page.wait_for_url("**/mapping*")
    expect(page.locator("#lacks")).to_contain_text("都齐了")
    newcomer.check_and_store()
    batch = Batch.objects.order_by("-pk")[0]
    orders = WorkOrder.objects.filter(source=batch.source)
    waited = [order.first_responded_at - order.created_at for order in orders if order.first_responded_at]
    assert sorted(waited) == [timedelta(minutes=8), timedelta(minutes=20)]
    assert (batch.created, complaints) == (3, [])
    assert newcomer.clicks <= MOST_CLICKS + 3


def test_a_change_shows_at_once_wherever_it_matters_and_closes_nothing(
    newcomer: Newcomer, complaints: list[str], tmp_path: Path
) -> None:
    page = newcomer.page
    newcomer.send(written(CALLS, tmp_path, 流水号="通话ID", 技能组="组别"))
    newcomer.click("#row-responded_at summary")
    newcomer.choose("#unit-responded_at", "小时数，起算于")
    expect(page.locator("#more-responded_at")).to_have_attribute("open", "")
    newcomer.choose("#column-rating", "不导入")
    expect(page.locator("#row-answered_at")).not_to_have_class("lack")
    expect(page.locator("#unused")).to_contain_text("满意度")
    newcomer.choose("#column-rating", "H 满意度")
    expect(page.locator("#row-answered_at")).to_have_class("lack")
    expect(page.locator("#words")).to_contain_text("未评价")
    newcomer.choose("[id^='word-rating']:visible >> nth=0", "1")
    page.reload()
    expect(page.locator("[id^='word-rating']").first).to_have_value("1")
    assert violations(page) == complaints == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is absent")
@pytest.mark.parametrize(
    ("file", "orders"),
    [
        ("data/support_tickets_sample.xlsx", 501),
        ("data/residents_messages.xlsx", 2816),
        ("cases/50-title-row-workbook/titles.xlsx", 9),
        pytest.param("cases/50-title-row-workbook/titles_unmerged.xlsx", 5, marks=pytest.mark.long),
        pytest.param("cases/51-zendesk-like/zendesk.csv", 12, marks=pytest.mark.long),
        ("cases/52-udesk-like/udesk.csv", 12),
    ],
)
def test_a_file_from_outside_is_stored_without_a_dead_end(
    file: str, orders: int, newcomer: Newcomer, complaints: list[str]
) -> None:
    page = newcomer.page
    newcomer.send(SHARED / file)
    if page.locator("#lacks a").count():
        newcomer.click("#row-answered_at button[name=use]")
        expect(page.locator("#lacks")).to_contain_text("都齐了")
    newcomer.check()
    if page.locator("form[action$='/mend'] button").count():
        with page.expect_navigation():
            newcomer.click("form[action$='/mend'] button")
        expect(page.locator("main form[action$='/store']")).to_be_visible(timeout=30_000)
    if page.locator("input[name=skip_bad]").count():
        newcomer.click("input[name=skip_bad]")
    newcomer.store()
    batch = Batch.objects.order_by("-pk")[0]
    assert (batch.state, batch.created, complaints) == ("stored", orders, [])
    assert newcomer.clicks <= MOST_CLICKS + 1


def violations(page: Page) -> list[str]:
    """What axe finds."""
    return [one["id"] for one in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]]
