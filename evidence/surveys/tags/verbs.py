"""Choosing tags, and noting that somebody talked about one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit

from .counting import USUAL, Got
from .models import SurveyTag, TagTalk


@transaction.atomic
def adopt_usual(*, by: Account) -> None:
    """The usual tags become the company's own, to be changed. Where it has any, nothing happens."""
    if SurveyTag.objects.exists():
        return
    for tag in USUAL:
        own = SurveyTag(name=tag.name, is_bad=tag.is_bad, most=tag.most)
        audited_save.add(own, verb="evidence.save_survey_tag", by=by)


@transaction.atomic
def save_tag(tag: SurveyTag | None, *, by: Account, **values: Any) -> SurveyTag:
    """A new tag, or other words and another rule for one; answers keep the words they were given with."""
    if tag is None:
        return audited_save.add(SurveyTag(**values), verb="evidence.save_survey_tag", by=by)
    return audited_save.change(tag, values, verb="evidence.save_survey_tag", by=by)


@transaction.atomic
def note_talk(got: Got, month: Month, *, by: Account, at: datetime, note: str) -> TagTalk:
    """Somebody who leads talked with the agent. Raises Refused for oneself, and where somebody was first."""
    refuse_for_oneself(by, got.agent.pk)
    Person.objects.select_for_update(of=["self"]).get(pk=got.agent.pk)
    key: Mapping[str, Any] = {"agent": got.agent, "tag": got.tag, "first_day": month.first_day}
    if not got.is_over or TagTalk.objects.filter(**key).exists():
        raise Refused(_("Somebody has noted a talk about this already."), code="twice")
    talk = TagTalk.objects.create(**key, note=note.strip(), by=by.person, at=at)
    audit.record(by=by, verb="evidence.note_tag_talk", subject=talk, detail={"agent": got.agent.name, "what": got.tag})
    return talk
