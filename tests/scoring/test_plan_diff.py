"""What differs between two versions, in words: nothing of a version with itself, every changed figure of two."""

import copy
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from people.models import Site
from scoring.engine.plan import Plan
from scoring.engine.presets import PRESETS, preset_document
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import diff, drafts, history, versions
from scoring.plans.versions import For
from tests.months import publisher
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START
from tests.visiting import visitor

SILENT = {"code", "better", "kind", "acknowledged"}
"""Keys that name a part, or that follow from another."""
OPTIONAL = {"goal": {"zh": "目标", "en": "goal"}, "period": {"zh": "周期", "en": "period"}}


def plan(document: dict[str, Any]) -> Plan:
    return Plan.from_document(document, definitions())


def full(code: str) -> dict[str, Any]:
    """A preset with the optional words in it."""
    document = preset_document(code) | copy.deepcopy(OPTIONAL)
    document["grades"][0]["share"] = "10"
    document["dimensions"][0]["indicators"][0]["example"] = {"zh": "例", "en": "example"}
    return document


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    inner = [each for key, value in children if key not in SILENT for each in leaves(value, (*path, key))]
    yield from inner if isinstance(tree, dict | list) else [path]


CHOICES = {"reweight": "hold", "cap_grade": "process_only", "completion": "cutoff"}


def changed(value: Any) -> Any:
    """Something else of the same sort."""
    if isinstance(value, int):
        return value + 1
    if value in CHOICES:
        return CHOICES[value]
    return f"{value}1" if value.replace(".", "").isdigit() else f"{value} (anders)"


@pytest.mark.parametrize("code", PRESETS)
def test_a_version_differs_in_nothing_from_itself(code: str) -> None:
    assert diff.compare(plan(full(code)), plan(full(code))) == []


@given(path=st.sampled_from(list(leaves(full("standard")))), language=st.sampled_from(["en", "zh-hans"]))
def test_every_changed_figure_and_word_is_told(path: tuple[Any, ...], language: str) -> None:
    before = full("standard")
    after = copy.deepcopy(before)
    part = after
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = changed(part[path[-1]])
    with translation.override(language):
        assert diff.count(diff.compare(plan(before), plan(after))) >= 1, path
        assert diff.compare(plan(after), plan(after)) == []


def test_a_stricter_target_an_easier_floor_and_a_new_indicator_are_said_so() -> None:
    before = full("standard")
    after = copy.deepcopy(before)
    after["dimensions"][0]["indicators"][0]["rule"] = {"kind": "toward_target", "floor": "75", "target": "99"}
    after["dimensions"][1]["indicators"][0]["rule"] = {"kind": "toward_target", "floor": "60", "target": "20"}
    new = copy.deepcopy(before["dimensions"][3]["indicators"][0]) | {"weight": "40.00"}
    after["dimensions"][0]["indicators"].append(new)
    del after["dimensions"][5]
    with translation.override("en"):
        told = [change for section in diff.compare(plan(before), plan(after)) for change in section.changes]
    said = {(each.subject, each.what): (each.before, each.after, each.note) for each in told}
    assert said["Completion rate", "floor"] == ("80 %", "75 %", "easier")
    assert said["Completion rate", "target"] == ("98 %", "99 %", "stricter")
    assert said["Mean response time", "target"] == ("15 min", "20 min", "easier")
    assert said["Etiquette pass rate", "share of the dimension"] == ("", "40.00", "new")
    assert said["Innovation", "weight"] == ("10.00", "", "dropped")


@pytest.mark.usefixtures("company")
def test_badges_and_list_stand_beside_the_draft_and_agents_read_what_is_published() -> None:
    one, by = PlanVersion.objects.get(code="standard"), publisher()
    draft = drafts.copy_plan(plan=one, by=by)

    def other(document: drafts.Document) -> drafts.Document:
        document["dimensions"][0]["weight"], document["dimensions"][1]["weight"] = "25.00", "10.00"
        return document

    drafts.change_draft(draft=draft, by=by, change=other)
    shown = unescape(visitor("hr").get(f"/plans/{draft.pk}/edit/").content.decode())
    assert "was 20.00" in shown
    assert "Against version 1" in shown
    agent = visitor("agent")
    assert agent.get(f"/plans/{draft.pk}/changes/").status_code == 404
    assert agent.get(f"/plans/{one.pk}/changes/?with={draft.pk}").status_code == 404
    with time_machine.travel(MIDDLE):
        versions.publish_plan(plan=draft, valid_from=OCTOBER.next, by=by)
        read = unescape(agent.get(f"/plans/{draft.pk}/changes/").content.decode())
    assert "<s>20.00</s>" in read
    assert "+5" in read
    assert "Nothing" not in read


@pytest.mark.usefixtures("company")
@time_machine.travel(START)
def test_a_plan_of_a_site_is_compared_with_what_its_people_had() -> None:
    by, lake = publisher(), Site.objects.get(code="CH")
    one = PlanVersion.objects.get(code="standard")
    made = drafts.adopt_preset(preset="premium", by=by)
    assert history.had_before(one) is None
    kind = versions.publish_plan(plan=made, valid_from=OCTOBER, by=by, whom=For(site_kind="residential"))
    assert history.had_before(kind) == one
    draft = drafts.adopt_preset(preset="commercial", by=by)
    drafts.mean_for(draft=draft, by=by, valid_from=OCTOBER.next, whom=For(site=lake))
    draft.refresh_from_db()
    assert history.had_before(draft) == kind
