"""How the list of people is narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person, Posting, Role, Site, Team
from people.querysets import PersonQuerySet

STILL_HERE, LEFT = "here", "left"


def _teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user)


def _sites(request: Any) -> QuerySet[Site]:
    return Site.objects.visible_to(request.user)


class PersonFilter(django_filters.FilterSet):
    """By name or number, role, team, site, and whether still there."""

    q = django_filters.CharFilter(
        label=_("Find people"),
        method="named",
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, number or log-in")}),
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"), empty_label=_("All roles"), choices=Role.choices, method="with_role"
    )
    team = django_filters.ModelChoiceFilter(
        label=_("Team"), empty_label=_("All teams"), queryset=_teams, method="posted_to_team"
    )
    site = django_filters.ModelChoiceFilter(
        label=_("Site"), empty_label=_("All sites"), queryset=_sites, method="posted_at_site"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("Present and former"),
        choices=[(STILL_HERE, _("Works here")), (LEFT, _("Has left"))],
        method="in_state",
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def named(self, people: PersonQuerySet, name: str, text: str) -> PersonQuerySet:
        """Whose name, staff number or user name contains the text."""
        return people.filter(
            Q(name__icontains=text) | Q(staff_number__icontains=text) | Q(account__username__icontains=text)
        )

    def with_role(self, people: PersonQuerySet, name: str, role: str) -> PersonQuerySet:
        """Who logs in with this role."""
        return people.filter(account__roles__contains=[role])

    def posted_to_team(self, people: PersonQuerySet, name: str, team: Team) -> PersonQuerySet:
        """Who is or was posted to the team."""
        return people.filter(pk__in=Posting.objects.filter(team=team).values("person_id"))

    def posted_at_site(self, people: PersonQuerySet, name: str, site: Site) -> PersonQuerySet:
        """Who is or was posted to the site."""
        return people.filter(pk__in=Posting.objects.filter(site=site).values("person_id"))

    def in_state(self, people: PersonQuerySet, name: str, state: str) -> PersonQuerySet:
        """Still here, or left."""
        return people.filter(is_active=state == STILL_HERE)
