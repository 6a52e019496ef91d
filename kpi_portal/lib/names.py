"""Names and identifiers as they are kept and as they are compared (docs/import-kinds.md, “One person, one number”).

What somebody typed is shown, its normal form is compared: two spellings that people cannot tell apart are the same.
"""

from __future__ import annotations

import re
import unicodedata

from kpi_portal.lib.hanzi import SIMPLIFIED

KEPT = frozenset({"\t", "\n", "\r"})
"""Control characters that are blanks."""
MIDDLE_DOTS = dict.fromkeys(map(ord, "·•‧・∙⋅◦⸱᛫"), "·")
DOT_IN_A_NAME = re.compile(r"(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])")
BLANK_IN_A_NAME = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff·]) | (?=[\u3400-\u9fff\U00020000-\U0003ffff·])")
NAME_WITH_NUMBER = re.compile(r"(?P<name>[^()\[\]]+?)\s*[(\[](?P<number>[^()\[\]]*\d[^()\[\]]*)[)\]]")
NOTHING = frozenset(
    {"-", "--", "—", "——", "–", "/", "\\", "?", "无", "空", "暂无", "未填写", "n/a", "na", "null", "none", "nil"}
)
"""What people and programs write where there is nothing to say."""
NOBODY = NOTHING | {"未分配", "待分配", "未指派", "未指定", "0", "unassigned", "nobody"}
"""The same where a name is expected."""
REMARK = re.compile(r"\s*[(\[].*")
SIDE_BY_SIDE = re.compile(r"[\s_/|:-]+")
WORD_ENDS = re.compile(r"[\W_]+")
MARKS = re.compile(r"^#|\.0+$")
LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def tidy(text: str) -> str:
    """As it is kept and shown: composed, without invisible characters, blanks made single."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(char for char in text if char in KEPT or not _is_invisible(char))
    return " ".join(text.split())


def _is_invisible(char: str) -> bool:
    """Zero-width and directional marks, soft hyphens, byte order marks, control characters."""
    return unicodedata.category(char) in {"Cf", "Cc"}


def name_key(name: str) -> str:
    """What two names of one person have in common: full-width forms, case, middle dots and blanks in Chinese do not
    count."""
    key = tidy(unicodedata.normalize("NFKC", name)).casefold().removeprefix("'").translate(MIDDLE_DOTS)
    return BLANK_IN_A_NAME.sub("", DOT_IN_A_NAME.sub("·", key))


def identifier_key(identifier: str) -> str:
    """What two spellings of one number have in common: full-width forms and case do not count."""
    if identifier.isascii() and identifier.isalnum():
        return identifier.casefold()
    return tidy(unicodedata.normalize("NFKC", identifier)).removeprefix("'").casefold()


def near_key(identifier: str) -> str:
    """Different numbers with this in common are worth a warning: `0017` and `17`, `471` and `471.0` and `#471`."""
    return LEADING_ZEROS.sub("", MARKS.sub("", identifier_key(identifier)))


def is_name(word: str) -> bool:
    """Whether a word can name somebody or a place: `-`, `NULL` and 未分配 name nothing."""
    return any(char.isalnum() for char in word) and name_key(word).casefold() not in NOBODY


def halves(text: str) -> list[tuple[str, str]]:
    """The two parts of `A001 王芳` or `王芳-A001`, in both orders, at the first and at the last mark between them."""
    text = unicodedata.normalize("NFKC", text).strip()
    marks = list(SIDE_BY_SIDE.finditer(text))
    cut = [(text[: mark.start()], text[mark.end() :]) for mark in (*marks[:1], *marks[-1:])]
    return [*cut, *((second, first) for first, second in cut)]


def without_remark(name: str) -> str:
    """`王芳` of `王芳（离职）`."""
    return REMARK.sub("", unicodedata.normalize("NFKC", name)) or name


def alike_key(name: str) -> str:
    """Different names with this in common are worth a question: 張國慶 and 张国庆, Fang Wang and Wang, Fang."""
    words = WORD_ENDS.sub(" ", name_key(name).translate(SIMPLIFIED)).split()
    return " ".join(sorted(words))


def name_and_number(text: str) -> tuple[str, str] | None:
    """Name and number of `王芳 (A002)`; None for a text of another form. What stands in brackets without a digit, a
    department say, is no number."""
    found = NAME_WITH_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (found["name"], found["number"].strip()) if found else None
