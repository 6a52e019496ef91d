"""What residents complain about and why: the tree of categories and causes that the company keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account

from .models import ComplaintTopic
from .usual_topics import USUAL_TOPICS


@dataclass
class Branch:
    """A category with its causes."""

    category: ComplaintTopic
    causes: list[ComplaintTopic] = field(default_factory=list)


def tree(*, of: Sequence[ComplaintTopic] | None = None) -> list[Branch]:
    """Every category with its causes; of these topics only, where they are named."""
    topics = list(ComplaintTopic.objects.all()) if of is None else list(of)
    branches = {topic.pk: Branch(topic) for topic in topics if topic.parent_id is None}
    for topic in topics:
        if topic.parent_id in branches:
            branches[topic.parent_id].causes.append(topic)
    return list(branches.values())


def in_use() -> list[Branch]:
    """What can be chosen: categories in use with the causes in use."""
    return tree(of=list(ComplaintTopic.objects.filter(in_use=True)))


@transaction.atomic
def adopt_usual(*, by: Account | None) -> int:
    """Take over the tree of the trade to begin with; what the company has stays as it is. Returns how many came."""
    known = {(topic.parent_id, topic.name): topic for topic in ComplaintTopic.objects.all()}
    made = 0
    for name, causes in USUAL_TOPICS:
        category = known.get((None, _(name)))
        if category is None:
            category, made = (
                audited_save.add(ComplaintTopic(name=_(name)), verb="evidence.save_complaint_topic", by=by),
                made + 1,
            )
        for cause in map(_, causes):
            if (category.pk, cause) not in known:
                audited_save.add(
                    ComplaintTopic(parent=category, name=cause), verb="evidence.save_complaint_topic", by=by
                )
                made += 1
    return made


@transaction.atomic
def save(
    *, name: str, by: Account, in_use: bool = True, parent: ComplaintTopic | None = None,
    topic: ComplaintTopic | None = None,
) -> ComplaintTopic:  # fmt: skip
    """A new category (without ``parent``) or cause, or another name for one. Raises Refused."""
    name = name.strip()
    parent = topic.parent if topic else parent
    others = ComplaintTopic.objects.filter(parent=parent, name=name).exclude(pk=topic.pk if topic else 0)
    if others.exists():
        raise Refused(gettext_lazy("There is one of this name already."), code="name_taken", field="name")
    if topic is not None:
        return audited_save.change(topic, {"name": name, "in_use": in_use}, verb="evidence.save_complaint_topic", by=by)
    return audited_save.add(
        ComplaintTopic(parent=parent, name=name, in_use=in_use), verb="evidence.save_complaint_topic", by=by
    )
