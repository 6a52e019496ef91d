"""A random sample of the month's orders and call-backs: drawn by a kept seed, checked, and drawn again by anybody."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from evidence.models import CheckSample, QualityCheck, SampledContact
from evidence.quality_checks.sampling import drawing, verbs
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Team
from records.models import AuditEntry
from records.months import company_zone
from reports.inbox.asking import inbox_of
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, handled, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
SAMPLES = "/evidence/checks/samples/"
PROGRAM = """
import json, runpy, sys
seed, frame, many = json.load(sys.stdin)
print(json.dumps(runpy.run_path(sys.argv[1])["draw"](seed, [tuple(each) for each in frame], many)))
"""


def left(username: str) -> list[str]:
    now = MIDDLE.astimezone(company_zone())
    found = inbox_of(Account.objects.get(username=username), now)
    return [task.sentence for _asked, task in found.tasks() if task.key.startswith("sample:")]


@time_machine.travel(MIDDLE, tick=False)
def test_a_sample_is_drawn_checked_and_drawn_again() -> None:
    wang, inspector = person("王芳"), visitor("supervisor")
    for _each in range(5):
        handled(wang)
    team = Team.objects.get(supervisor__account__username="supervisor")
    herself = Account.objects.get(username="agent")
    with pytest.raises(Refused) as refused:
        verbs.draw_sample(month=Month.parse("2026-10"), team=team, per_agent=3, by=herself)
    assert refused.value.error_dict["month"][0].code == "nothing_to_draw"
    asked = {"month": "2026-10", "team": team.pk, "per_agent": 3}
    form = inspector.get(f"{SAMPLES}draw/").context["form"]
    assert (form["month"].value(), form["team"].value()) == ("2026-10", team.pk)  # what there is only one of is chosen
    assert "nothing to draw" in words(inspector.post(f"{SAMPLES}draw/", asked | {"month": "2026-01"}).content)
    assert inspector.post(f"{SAMPLES}draw/", asked).status_code == 302
    sample = CheckSample.objects.get()
    page = words(inspector.get(sample.get_absolute_url()).content)
    assert "3 drawn from 5 orders and call-backs" in page
    assert sample.seed in page
    assert left("supervisor") == ["3 drawn contacts of " + team.name]
    assert not left("other_supervisor") + left("agent")
    assert visitor("other_supervisor").get(sample.get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(verb="evidence.draw_sample", detail__seed=sample.seed).exists()

    first = sample.contacts.all()[0]
    assert f'href="/orders/{first.order}/"' in inspector.get(sample.get_absolute_url()).content.decode()
    drawn = f"?drawn={first.pk}"
    assert drawn in inspector.get(sample.get_absolute_url()).content.decode()
    SampledContact.objects.filter(pk=first.pk).update(agent=person("沈立"))
    assert drawn not in inspector.get(sample.get_absolute_url()).content.decode(), "the own is somebody else's"
    SampledContact.objects.filter(pk=first.pk).update(agent=wang)
    passed = {f"item-{place}": "pass" for place in range(8)}
    form = f"/evidence/checks/new/?drawn={first.pk}"
    assert "王芳" in words(inspector.get(form).content)
    assert inspector.post(form, passed).headers["Location"] == sample.get_absolute_url()
    check = QualityCheck.objects.get()
    assert (check.agent, check.contact_at) == (wang, first.contact_at)
    assert inspector.post(form, passed).status_code == 200  # it is no open contact any more: whose it is, is asked
    assert left("supervisor") == ["2 drawn contacts of " + team.name]

    inspector.post(f"{sample.get_absolute_url()}again/")
    assert "the same contacts" in words(inspector.get(sample.get_absolute_url()).content)
    said = StringIO()
    call_command("redraw_sample", "acme", str(sample.pk), stdout=said)
    assert said.getvalue() == f"The same 3 of 5 by seed {sample.seed}.\n"
    SampledContact.objects.filter(quality_check=None).last().delete()  # type: ignore[union-attr]
    inspector.post(f"{sample.get_absolute_url()}again/")
    assert "other contacts come out" in words(inspector.get(sample.get_absolute_url()).content)
    with pytest.raises(CommandError, match="contacts False"):
        call_command("redraw_sample", "acme", str(sample.pk))


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_draws_the_same_whatever_its_hash_seed(hash_seed: str) -> None:
    frame = [(f"order:{number}", number % 3) for number in range(40)]
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM, str(Path(drawing.__file__))],
        input=json.dumps(["5eed", frame[::-1], 4]),
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    drawn = json.loads(done.stdout)
    assert drawn == drawing.draw("5eed", frame, 4)
    assert (len(drawn), drawing.hash_of(frame)) == (12, drawing.hash_of(frame[::-1]))
