"""A profile goes through the mapping page and comes out as it was: whatever it says, and whoever wrote it."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from records.imports.kinds import all_kinds, fields_of
from records.imports.mapping.posted import from_form, to_form
from records.imports.profile import SINCE_UNITS, Profile

ORDERS = all_kinds()["workorders"]
FIELDS = fields_of([ORDERS, all_kinds()["surveys"]])
INSTANTS = [field.name for field in FIELDS if field.type == "instant" and field.name != "created_at"]
OTHERS = [field.name for field in FIELDS if field.type != "instant" and field.name != "number"]

columns = st.text("列AB09 工单（）-'\"", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
words = st.text("abcÄ已解决 01-", min_size=1, max_size=6).map(lambda text: " ".join(text.split())).filter(bool)
formats = st.sampled_from([["%d/%m/%Y"], ["%d/%m/%Y %H:%M", "unix"], ["%m-%d-%y"]])
zones = st.sampled_from(["Asia/Shanghai", "UTC"])
different = st.lists(words, max_size=3).map(lambda found: list(dict.fromkeys(found)))
codes = st.sampled_from(["", "new", "completed", "5", "yes"])
several = st.lists(columns, min_size=2, max_size=3)
sources = st.one_of(
    st.fixed_dictionaries({"column": columns}),
    st.fixed_dictionaries({"columns": several}),
    st.fixed_dictionaries({"first_of": several}),
    st.fixed_dictionaries({"value": words}),
)
conditions = st.dictionaries(columns, st.one_of(words, st.lists(words, min_size=1, max_size=2)), min_size=1)
details = st.fixed_dictionaries(
    {}, optional={"where": conditions, "dates": formats, "zone": zones, "clock": st.just("mm:ss")}
)
tables = st.fixed_dictionaries({}, optional={"map": st.dictionaries(words, codes, min_size=1), "other": codes})
counted = st.sampled_from(list(SINCE_UNITS)).map(lambda unit: {unit: "created_at"})
instants = st.one_of(columns, st.builds(lambda a, b, c: a | b | c, sources, details, st.one_of(counted, st.just({}))))
plain = st.one_of(columns, st.builds(lambda a, b, c: a | b | c, sources, details, tables))
keys = st.fixed_dictionaries(
    {},
    optional={
        "title": words,
        "sheet": words,
        "header_row": st.integers(1, 20),
        "encoding": st.just("gb18030"),
        "delimiter": st.just(";"),
        "zone": zones,
        "dates": st.one_of(formats, st.just("%d/%m/%Y")),
        "missing": different,
        "decimal": st.sampled_from([".", ","]),
        "creates": st.sampled_from([[], ["people"], ["people", "sites", "teams"], ["teams", "people"]]),
        "rating_scale": st.integers(2, 100),
        "numbers_restart": st.sampled_from(["", "monthly"]),
        "records_responses": st.booleans(),
        "records_completions": st.booleans(),
        "records_dispatches": st.booleans(),
        "automatic_responders": different,
    },
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    fields: dict[str, Any] = {"number": draw(columns), "created_at": draw(columns)}
    for name in draw(st.lists(st.sampled_from(INSTANTS), max_size=3, unique=True)):
        fields[name] = draw(instants)
    for name in draw(st.lists(st.sampled_from(OTHERS), max_size=3, unique=True)):
        fields[name] = draw(plain)
    return {"kind": "workorders", "source": "system", **draw(keys), "fields": fields}


@settings(max_examples=120)
@given(documents())
def test_a_profile_that_nobody_touched_is_the_same_to_the_letter(document: dict[str, Any]) -> None:
    assert from_form(to_form(document), document, FIELDS) == document


@settings(max_examples=120)
@given(documents())
def test_a_profile_is_wholly_in_the_form(document: dict[str, Any]) -> None:
    bare = {"kind": "workorders", "title": document.get("title", ""), "fields": {}}
    again = from_form(to_form(document), bare, FIELDS)
    assert Profile.from_document(again) == Profile.from_document(document)


@settings(max_examples=60)
@given(documents(), documents())
def test_what_was_typed_replaces_what_was_there(former: dict[str, Any], typed: dict[str, Any]) -> None:
    form = {f"column-{field.name}": [""] for field in FIELDS} | to_form(typed)
    again = from_form(form, former | {"title": typed.get("title", "")}, FIELDS)
    assert Profile.from_document(again) == Profile.from_document(typed)
