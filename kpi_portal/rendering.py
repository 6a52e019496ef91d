"""How forms become HTML: every ``{{ form }}`` and ``{{ field.as_field_group }}`` in the portal's own markup."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Form and field by our components; widgets by templates/django/forms/widgets."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
