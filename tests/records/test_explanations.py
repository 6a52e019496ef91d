"""Every sentence that a clerk can meet about a row has its explanation, in both languages, under its own address."""

import pytest

from records.imports.explanations import lacking, superfluous
from records.imports.fields import LANGUAGES
from records.imports.kinds import all_kinds
from records.imports.problems import MESSAGES
from tenants.models import Company
from tests.visiting import visitor


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained_and_nothing_else(language: str) -> None:
    assert lacking(language) == [], "run manage.py write_import_docs and fill in records/imports/help"
    assert superfluous(language) == []


@pytest.mark.parametrize(("language", "words"), [("en", "Write the staff number"), ("zh-hans", "请写工号")])
def test_the_page_explains_them_in_the_reader_s_language(company: Company, language: str, words: str) -> None:
    page = visitor("hr", language=language).get("/help/imports").content.decode()
    all_kinds()
    assert [code for code in MESSAGES if f'id="{code}"' not in page] == []
    assert words in page
    assert "%(" not in page
