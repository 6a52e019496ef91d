"""A request as it arrives at a company's site."""

from django.http import HttpRequest

from tenants.models import Company


class CompanyRequest(HttpRequest):
    """The middleware has found the company by the host."""

    tenant: Company
