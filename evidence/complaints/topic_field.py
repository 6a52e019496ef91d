"""What a complaint is about, narrowed in two taps: the category, then its causes."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import topics
from .models import ComplaintTopic


class TopicTree(forms.RadioSelect):
    """Categories side by side, the causes of the open one below them; without script."""

    template_name = "evidence/complaints/topic_tree.html"

    def use_required_attribute(self, initial: Any) -> bool:
        """No: the browser cannot point at a radio that is folded away; the server says what is missing."""
        return False


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A cause within its category, or the category alone."""

    widget = TopicTree

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Category and cause"))
        super().__init__(ComplaintTopic.objects.all(), **options)

    def offer(self, beside: ComplaintTopic | None = None) -> None:
        """What is in use, in groups; and what was chosen before, whatever became of it."""
        groups: list[Any] = [] if self.required else [("", gettext("not known yet"))]
        branches = topics.in_use()
        for branch in branches:
            choices = [(cause.pk, cause.name) for cause in branch.causes]
            groups.append((branch.category.name, [*choices, (branch.category.pk, gettext("no cause yet"))]))
        known = {topic.pk for branch in branches for topic in (branch.category, *branch.causes)}
        if beside is not None and beside.pk not in known:
            groups.append((beside.pk, str(beside)))
        self.widget.choices = groups
