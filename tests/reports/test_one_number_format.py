"""In a table a column of figures is written with one number of decimals, so that its points stand below each other."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from scoring.models import Card
from tests.visiting import visitor

PAGES = [
    ("hr", "/overview/2026-10/"),
    ("agent", "/ranking/2026-10/"),
    ("hr", "/payroll/2026-10/"),
    ("hr", "/months/"),
    ("hr", "/months/2026-10/"),
    ("hr", "/targets/2026-10/agent/"),
    ("agent", "/card/2026-10/{agent}/"),
    ("agent", "/card/2026-10/{agent}/mean_response_minutes/"),
    ("agent", "/rulebook/2026-10/"),
]
FIGURE = re.compile(r"[+−-]?[\d,]+(?:\.(\d+))?(?: ?%)?")


class Columns(HTMLParser):
    """(table, column) → the figures of its ``td.n``, which is the class of figures."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.table = self.column = -1
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.table += 1
        elif tag == "tr":
            self.column = -1
        elif tag == "td":
            self.column += 1
            self.text = [] if "n" in (dict(attrs).get("class") or "").split() else None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self.text is not None:
            self.found[self.table, self.column].append(" ".join("".join(self.text).split()))
            self.text = None


def mixed(html: str) -> Iterator[list[str]]:
    """Columns whose figures have different numbers of decimals."""
    columns = Columns()
    columns.feed(html)
    for figures in columns.found.values():
        decimals = {len(found[1] or "") for figure in figures if (found := FIGURE.fullmatch(figure))}
        if len(decimals) > 1:
            yield figures


def test_a_mixed_column_is_seen() -> None:
    rows = "<tr><td>a</td><td class='n'>20.7</td></tr><tr><td>b</td><td class='h n'>{}</td></tr>"
    assert list(mixed(f"<table>{rows.format('3')}</table>")) == [["20.7", "3"]]
    assert not list(mixed(f"<table>{rows.format('1,000.5')}{rows.format('–')}</table>"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_column_mixes_numbers_of_decimals(final: Card, language: str) -> None:
    for username, path in PAGES:
        page = visitor(username, language=language).get(path.format(agent=final.agent_id), follow=True)
        assert page.status_code == 200, path
        assert not list(mixed(page.content.decode())), path
