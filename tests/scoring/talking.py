"""Talks about October in sentences."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from people.models import Person
from scoring.models import Talk
from scoring.talks import verbs
from scoring.talks.verbs import Planned
from tests.scoring.appealing import account
from tests.scoring.month_of_facts import OCTOBER, person

SAID = {"strengths": "主动替班", "gaps": "没有约好时间", "place": "小会议室"}


def talk(name: str = "王芳") -> Talk:
    """The one about October."""
    found: Talk = Talk.objects.get(agent__name=name, month__first_day=OCTOBER.first_day)
    return found


def planned(owner: Person | None = None, what: str = "上门前一天与维修确认时间", days: int = 7, **more: Any) -> Planned:
    """One thing of a plan."""
    due = timezone.localdate() + timedelta(days=days)
    return Planned(what, owner or person("王芳"), due, "二次约时不超过 1 单", **more)


def signed(name: str = "王芳", *items: Planned, by: str = "supervisor") -> Talk:
    """Signed by whoever leads."""
    held_at = timezone.now() - timedelta(hours=1)
    return verbs.sign(talk(name), by=account(by), held_at=held_at, items=items or (planned(),), **SAID)


def posted(*items: Planned, do: str = "sign") -> dict[str, Any]:
    """What the form of the record sends."""
    typed: dict[str, Any] = {f"talk-{name}": words for name, words in SAID.items()}
    typed["talk-held_at"] = f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    typed |= {"do": do, "items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": 0}
    for number, item in enumerate(items):
        row = {"what": item.what, "owner": item.owner.pk, "due": item.due, "proof": item.proof}
        typed |= {f"items-{number}-{key}": value for key, value in row.items()}
    return typed
