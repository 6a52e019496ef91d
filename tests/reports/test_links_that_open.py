"""No page leads its reader into a refusal; the audit speaks of what people know: names, their clock, links."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from people.access import Role
from scoring.models import Card
from tests.reports.test_card_page import words
from tests.visiting import visitor

PAGES = ["/", "/months/", "/months/2026-10/readiness/", "/evidence/complaints/", "/ledger/", "/settings/"]
"""Whose links once led where their reader may not go."""
NONE_BEFORE = "/months/2026-09/readiness/"
"""The page of a month can be left for the one before; of the first there is none."""


def leads_to(client: Client, page: str) -> dict[str, str]:
    """Route and address of what is linked on the page beside the menu; nothing where it is shut itself."""
    answer = client.get(page)
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0] if answer.status_code == 200 else ""
    found = {urlsplit(urljoin(page, href)).path for href in re.findall(r'<a [^>]*href="([^"#]+)', main)}
    return {str(resolve(path, "kpi_portal.urls").view_name): path for path in found if path != NONE_BEFORE}


@pytest.mark.parametrize("role", list(Role))
def test_no_link_leads_into_a_refusal(final: Card, role: Role) -> None:
    client = visitor(role.value)
    asked = {name: path for page in PAGES for name, path in leads_to(client, page).items()}
    assert asked
    assert {path for path in asked.values() if client.get(path).status_code in (403, 404)} == set()


def test_the_audit_shows_no_keys_and_no_machines_instants_and_links_what_it_names(final: Card) -> None:
    page = visitor("administrator").get("/audit/").content.decode()
    assert 'href="/months/2026-10/"' in page
    assert not re.search(r"\d\d:\d\d:\d\d|\+00:00|\b[0-9a-f]{12,}\b|\{", words(page.encode()))
