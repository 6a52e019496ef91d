"""docs/import-kinds.md describes every kind with its fields, docs/import-profiles.md every key of a profile."""

import pytest

from people.access import VERBS
from records.imports.kinds import all_kinds
from records.imports.reference import described_in, with_tables
from tests.database import CHECKOUT

DOCS = (CHECKOUT / "docs" / "import-kinds.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["import-kinds.md", "import-profiles.md"])
def test_the_tables_say_what_the_code_says(name: str) -> None:
    text = (CHECKOUT / "docs" / name).read_text("utf-8")
    assert "<!-- end -->" in text
    assert with_tables(text) == text, "run manage.py write_import_docs"


def test_every_kind_has_its_section() -> None:
    assert sorted(described_in(DOCS)) == sorted(all_kinds())


@pytest.mark.parametrize("code", list(all_kinds()))
def test_every_kind_says_who_may_import_it(code: str) -> None:
    assert VERBS[all_kinds()[code].verb]
