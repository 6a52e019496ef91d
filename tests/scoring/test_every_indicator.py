"""Every indicator that a plan may weigh: a golden case, texts in both languages, a figure in a real close of facts that
came in by pages and files, and the page that opens it down to them."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from kpi_portal.lib.canonical import canonical
from scoring import cards, closing
from scoring.engine.plan import Plan
from scoring.engine.presets import preset_document
from scoring.indicators import catalogue
from scoring.models import Card, Duty, PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.companies import Once
from tests.evidence import test_three_doors as doors
from tests.importing import Sender, as_csv
from tests.months import closer, publisher
from tests.scoring import golden, test_orders_on_a_card
from tests.scoring.month_of_facts import OCTOBER, START, answer, person
from tests.scoring.test_lead_orders import whole, worked
from tests.visiting import visitor

CODES = list(catalogue.definitions())
CHINESE = re.compile(r"[\u4e00-\u9fff]")
AGAINST: doors.Row = {"judged_at": doors.DONE, "verdict": "agent", "against": "A001", "is_public": "true",
           "called_back_at": doors.DONE, "rating": "4"}  # fmt: skip
"""What a complaint of the file has beside those of the pages."""


def _golden_figures() -> set[str]:
    """Codes whose value or points some golden card prints."""
    return {
        code
        for path in golden.golden_files()
        for _name, given in golden.agents(golden.read(path))
        for part in ("values", "points")
        for code, text in given["card"].get(part, {}).items()
        if text != "none"
    }


def test_each_has_a_golden_case() -> None:
    assert set(CODES) - _golden_figures() == set()


def test_each_says_in_both_languages_what_it_is_and_how_it_is_counted() -> None:
    for code, known in catalogue.definitions().items():
        for text in (known.name, known.formula):
            assert CHINESE.search(text.zh), code
            assert text.en, code
            assert not CHINESE.search(text.en), code


def everything() -> Plan:
    """``standard`` with whatever it does not have in place of the suggestions."""
    document = preset_document("standard")
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    used = {each["code"] for part in document["dimensions"] for each in part["indicators"]} - {"suggestions_adopted"}
    codes = [code for code in CODES if code not in used]
    model = document["dimensions"][place]["indicators"][0]
    document["dimensions"][place]["indicators"] = [
        model | {"code": known.code, "name": dataclasses.asdict(known.name), "weight": weight,
                 "rule": {"kind": "toward_target", "floor": floor, "target": "100" if floor == "0" else "0"}}
        for code, weight in zip(codes, _weights(len(codes)), strict=True)
        for known in [catalogue.definitions()[code]]
        for floor in ["0" if known.better == "higher" else "100"]
    ]  # fmt: skip
    return Plan.from_document(document, catalogue.definitions())


def _weights(number: int) -> list[str]:
    """They add up to 100.00."""
    each = 10_000 // number
    hundredths = [10_000 - each * (number - 1), *[each] * (number - 1)]
    return [f"{part // 100}.{part % 100:02d}" for part in hundredths]


@pytest.fixture(scope="module")
def card(once_at_acme: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Card]:
    """王芳's October with something of everything, closed by a plan that weighs all of it."""
    with once_at_acme():
        with time_machine.travel(START):
            text = canonical(everything().to_document()).decode()
            made = {"document": text, "document_hash": everything().plan_hash}
            plan = PlanVersion.objects.create(code="standard", version=2, **made)
            versions.publish_plan(plan=plan, valid_from=OCTOBER, by=publisher())
        with time_machine.travel(doors.LATE, tick=False):
            _something_of_everything(tmp_path_factory.mktemp("files"))
        with time_machine.travel(doors.AFTER, tick=False):
            closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
        found = cards.card_for(person("王芳"), OCTOBER)
        assert found is not None
        yield found


def _something_of_everything(folder: Path) -> None:
    company = Company.objects.get(schema_name="acme")
    doors.two_more_peers()
    for story in dict.fromkeys(doors.STORIES.values()):
        if story.kind != "workorders":  # the answer's story has an order
            story.page()
        more: list[doors.Row] = [AGAINST | {"severity": each} for each in ("ordinary", "major")]
        rows = [
            story.row(door) | (said if story.kind == "complaints" else {})
            for door, said in zip((doors.FILE, doors.API), more, strict=True)
        ]
        Sender(company, story.kind, folder).send(as_csv(*rows))
    profile = folder / "tickets.toml"
    profile.write_text(test_orders_on_a_card.PROFILE, encoding="utf-8")
    Sender(company, "workorders", folder, profile).send(test_orders_on_a_card.FILE)
    worked(whole("maintenance"), whole("security"))
    for kind in Duty.Kind:
        owes = {"person": person("王芳"), "agent": person("李静"), "first_day": OCTOBER.previous.first_day}
        Duty.objects.create(kind=kind, day=OCTOBER.last_day, **owes)
    for recommend in (9, 10, 3):
        answer(person("王芳"), 5, recommend=recommend)


@pytest.mark.parametrize("code", CODES)
def test_each_is_on_a_closed_card_that_opens_down_to_its_facts(card: Card, code: str) -> None:
    line = next(line for line in cards.tree(card).lines if line.code == code)
    assert line.evidence == "measured", (line.evidence, line.excluded)
    page = visitor("supervisor", language="zh-hans").get(f"/card/2026-10/{card.agent_id}/{code}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert catalogue.definitions()[code].name.zh in text
    assert "<tbody>" in text
