"""The keys of a profile with what they mean; docs/import-profiles.md shows them."""

from collections.abc import Mapping
from typing import NamedTuple


class Key(NamedTuple):
    """What a key at the top means, and what holds without it."""

    meaning: str
    default: str = ""


TOP: Mapping[str, Key] = {
    "kind": Key("what the rows are: a kind of [import-kinds.md](import-kinds.md)", "required"),
    "source": Key("name of the system, at most 60 characters", "required"),
    "title": Key("for people"),
    "sheet": Key("worksheet of an XLSX", "the first visible one with cells"),
    "header_row": Key("row with the column names, counted from 1", "1"),
    "encoding": Key("`gb18030`, `windows-1252`, …", "found out: byte order mark, else UTF-8, else GB18030"),
    "delimiter": Key(
        '`","`, `";"`, `"\\t"` or `"|"`, of a CSV',
        "found out: what makes rows of one width",
    ),
    "zone": Key("time zone of times that name none, like `Asia/Shanghai`, `UTC`", "the company's"),
    "dates": Key(
        "list of date formats, tried in order",
        "year first: `2025-12-25 14:02`, `2025/12/25`, `2025年12月25日 14时02分`, ISO with `T`, `Z`, `+08:00`",
    ),
    "missing": Key("list of words that mean “nothing” (case does not matter)", "empty cells only"),
    "decimal": Key('`"."` or `","`; thousands may be grouped by the other one', '`"."`'),
    "creates": Key("some of `people`, `sites`, `teams`: what unknown names create", "nothing: they are errors"),
    "people": Key(
        'what names in the files mean: `{ "Wang Fan" = "Wang Fang (A001)", "Li Q" = "Li Q", "robot" = "" }`: somebody '
        "who is known, by number or name; the same word once more makes a new person of that name; empty is nobody",
        "names are what they say",
    ),
    "sites": Key("the same for sites", "names are what they say"),
    "teams": Key("the same for teams", "names are what they say"),
    "staff_numbers": Key(
        'rows of a file of people that claim a known number under another name: `{ "A012 Wang Fang" = "renamed", "A013 '
        'Li Qiang" = "left_out" }`: the person has a new name, or it is another person and the row is left out',
        "such rows are errors",
    ),
    "rating_scale": Key("the best rating", "5"),
    "numbers_restart": Key(
        '`"monthly"` or `"yearly"`: the source begins its numbers again; they are kept with the period of '
        "creation, like `2026-11/0001`",
        "numbers are for ever",
    ),
    "records_responses": Key(
        "`false`: the source never notes first responses, so their absence counts for nothing; a file that "
        "lacks the column for once is no reason",
        "`true`",
    ),
    "records_completions": Key("`false`: the same for completions", "`true`"),
    "records_dispatches": Key(
        "`false`: the source does not note when an order was dispatched; orders count in the month of their creation",
        "`true`",
    ),
    "automatic_responders": Key(
        "names that are machines, like `智能客服`: what they answer is an automatic message, shown and never "
        "counted, and they become no people",
        "none",
    ),
    "fields": Key("which column is what: see below", "required"),
}

ENTRY: Mapping[str, str] = {
    "column": 'the column that holds it; alone it may be written as a text: `number = "Case"`',
    "columns": (
        'several columns, joined by a blank: `["Date", "Time"]`; a time that a workbook holds as a fraction '
        "of a day is one"
    ),
    "first_of": 'the first of these columns that is filled: `["Answered by a person", "Answered"]`',
    "value": 'the same for all rows: `"hotline"`',
    "where": (
        'only where another column holds this word, or one of several: `{ Resolved = "Y" }`, `{ Resolved = '
        '["Y", "yes"] }`; else empty'
    ),
    "seconds_since": (
        "the cell is a length of time (also `1:02:30`, `2小时15分`, `1h 5m`) after another instant, which may "
        'be counted itself: `"created_at"`; decimals are exact'
    ),
    "minutes_since": "the same, plain numbers count minutes",
    "hours_since": "the same, hours",
    "days_since": "the same, days; a fraction of a day too",
    "clock": ('`"mm:ss"` or `"hh:mm"`: what a two-part time such as `12:30` means; without it such a time is refused'),
    "map": (
        'translates the source\'s words: `{ Closed = "completed" }`; a word that is not listed is an error '
        "(figures in a field of numbers stay as they are) …"
    ),
    "other": '… unless this says what it becomes (`""`: nothing)',
    "dates": "date formats of this field alone",
    "zone": "time zone of this field alone",
}
