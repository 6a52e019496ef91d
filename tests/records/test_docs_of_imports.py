"""docs/import-kinds.md names every field of every kind, and nothing that is not there."""

import re

import pytest

from people.access import VERBS
from records.imports.kinds import all_kinds
from tests.database import CHECKOUT

DOCS = (CHECKOUT / "docs" / "import-kinds.md").read_text("utf-8")


@pytest.mark.parametrize("code", list(all_kinds()))
def test_every_field_of_a_kind_is_documented(code: str) -> None:
    section = DOCS.partition(f"## `{code}`:")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+?)(?:_1)?`(?: … `\w+_10`)? \|", section, re.MULTILINE)
    fields = {re.sub(r"_\d+$", "", field.name) for field in all_kinds()[code].fields}
    assert set(rows) == fields


@pytest.mark.parametrize("code", list(all_kinds()))
def test_every_kind_says_who_may_import_it(code: str) -> None:
    assert VERBS[all_kinds()[code].verb]
