"""Which tags are offered, and who got one more often in a month than its rule allows.

Counted are answers that count: the first of an invitation, not left out by a supervisor.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import pgettext_lazy

from evidence.surveys.counting import with_later
from evidence.surveys.models import SurveyAnswer
from kpi_portal.lib.month import Month
from people.models import Account, Person
from people.querysets import chinese_order
from records import months

from .models import SurveyTag, TagTalk

USUAL = (
    SurveyTag(name="热情", is_bad=False),
    SurveyTag(name="耐心", is_bad=False),
    SurveyTag(name="专业", is_bad=False),
    SurveyTag(name="及时", is_bad=False),
    SurveyTag(name="冷漠", most=2),
    SurveyTag(name="推诿", most=2),
    SurveyTag(name="拖延", most=3),
    SurveyTag(name="说不清", most=3),
)
"""For a company that never chose its own."""
IN_OTHER_WORDS = {
    "热情": pgettext_lazy("tag", "Warm"),
    "耐心": pgettext_lazy("tag", "Patient"),
    "专业": pgettext_lazy("tag", "Professional"),
    "及时": pgettext_lazy("tag", "Prompt"),
    "冷漠": pgettext_lazy("tag", "Indifferent"),
    "推诿": pgettext_lazy("tag", "Passes it on to others"),
    "拖延": pgettext_lazy("tag", "Slow"),
    "说不清": pgettext_lazy("tag", "Unclear"),
}
"""The usual ones in the language of whoever reads; an answer keeps the tag itself."""


class Got(NamedTuple):
    """How often an agent got a tag in a month; ``most`` is the tag's rule, ``talk`` what was noted already."""

    agent: Person
    tag: str
    number: int
    most: int | None
    is_bad: bool
    talk: TagTalk | None

    @property
    def is_over(self) -> bool:
        """More often than its rule allows."""
        return self.most is not None and self.number > self.most


def known() -> list[SurveyTag]:
    """The company's tags, else the usual ones."""
    return list(SurveyTag.objects.all()) or list(USUAL)


def read(name: str) -> str:
    """A tag as a resident reads it; the company's own is not translated."""
    return str(IN_OTHER_WORDS.get(name, name))


def offered() -> list[SurveyTag]:
    """What residents may tick."""
    return [tag for tag in known() if tag.in_use]


def got(account: Account, month: Month) -> list[Got]:
    """Of the agents whom the account sees, by name; three statements more where any did."""
    start, end, _cutoff = months.edges(month)
    seen = SurveyAnswer.objects.visible_to(account).filter(answered_at__gte=start, answered_at__lt=end)
    answers = with_later(seen.exclude(tags=[]).filter(excluded_reason="", agent__isnull=False)).filter(is_later=False)
    number = Counter((agent, tag) for agent, tags in answers.values_list("agent_id", "tags") for tag in set(tags))
    return _told(number, month) if number else []


def _told(number: "Counter[tuple[int, str]]", month: Month) -> list[Got]:
    rules = {tag.name: tag for tag in known()}
    talks = {(talk.agent_id, talk.tag): talk for talk in _talks(number, month)}
    people = Person.objects.filter(pk__in={agent for agent, _tag in number}).order_by(chinese_order("name"), "pk")
    return [
        Got(
            person,
            tag,
            number[agent, tag],
            rules[tag].most if tag in rules else None,
            tag not in rules or rules[tag].is_bad,
            talks.get((agent, tag)),
        )
        for person in people
        for agent, tag in sorted(number)
        if agent == person.pk
    ]


def _talks(number: Iterable[tuple[int, str]], month: Month) -> Iterable[TagTalk]:
    agents = {agent for agent, _tag in number}
    return TagTalk.objects.filter(agent__in=agents, first_day=month.first_day).select_related("by")
