"""A new group bot."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.inbox.channel_models import Channel
from reports.inbox.forms import HOURS
from reports.inbox.sources import AREAS


def _services(which: tuple[Channel.Service, ...]) -> list[tuple[str, str]]:
    return [(service.value, str(service.label)) for service in which]


class ChannelForm(forms.Form):
    """What an administrator copies out of the group's settings."""

    service = forms.ChoiceField(label=_("Service"), choices=lambda: _services(Channel.BOTS), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the group"), max_length=60)
    address = forms.CharField(
        label=_("Address of the bot"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "In the group: settings, group bots, the bot's Webhook address. It is kept locked, not shown again."
        ),
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=128,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Only DingTalk, where the bot signs; begins with SEC. A bot of Feishu must do without a signature."
        ),
    )
    areas = forms.MultipleChoiceField(
        label=_("What is posted"),
        choices=[(area.code, area.label) for area in AREAS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For each, how many people have something to do. Never names, never scores."),
    )
    hour = forms.TypedChoiceField(label=_("Each day at"), choices=HOURS, coerce=int, initial=9)

    def clean(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = super().clean() or {}
        if {"service", "address"} <= said.keys():
            said["bot"] = (said.pop("service"), said.pop("address"), said.pop("secret", "").strip())
        return said


class AppForm(forms.Form):
    """What an administrator copies out of the settings of the company's own app."""

    service = forms.ChoiceField(label=_("Service"), choices=lambda: _services(Channel.APPS), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the app"), max_length=60)
    identity = forms.CharField(
        label=_("Corp ID, AppKey or App ID"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("WeCom: CorpID of the company. DingTalk: AppKey. Feishu: App ID."),
    )
    number = forms.CharField(
        label=_("AgentId"), max_length=20, required=False, help_text=_("Of WeCom and DingTalk; empty for Feishu.")
    )
    secret = forms.CharField(
        label=_("Secret of the app"),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It is kept locked, not shown again."),
    )
    people = forms.CharField(
        label=_("Who is written to"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("User ids of the service, with commas between; nothing for everybody whom the app reaches."),
    )
    areas = forms.MultipleChoiceField(
        label=_("What is posted"),
        choices=[(area.code, area.label) for area in AREAS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For each, how many people have something to do. Never names, never scores."),
    )
    hour = forms.TypedChoiceField(label=_("Each day at"), choices=HOURS, coerce=int, initial=9)

    def clean(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = super().clean() or {}
        named = ("service", "identity", "number", "secret", "people")
        if set(named) <= said.keys():
            said["app"] = tuple(said.pop(name).strip() for name in named)
        return said
