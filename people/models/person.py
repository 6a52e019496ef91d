"""A person is who is scored or rates; an account is who logs in."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.querysets import PersonQuerySet


class Department(models.Model):
    """A department whose colleagues rate agents: 工程 maintenance, 秩序 security, 保洁 cleaning, 绿化 landscaping …"""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody of the company (SCORING §1). Staff number optional, unique where present."""

    uuid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    staff_number = models.CharField(_("staff number"), max_length=40, null=True, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    is_active = models.BooleanField(_("active"), default=True)
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    voided_at = models.DateTimeField(_("voided"), null=True, editable=False)
    """When the import that made the person up was undone; only what was voided with it still refers to them."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name"], name="person_name")]
        constraints = [
            models.UniqueConstraint(
                Lower("staff_number"),
                name="person_staff_number_once",
                violation_error_message=_("Somebody has this staff number already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @property
    def code(self) -> str:
        """Staff number, else the name as in the source (SCORING §10)."""
        return self.staff_number or self.name


class FormerStaffNumber(models.Model):
    """A number that a person had once. It is never handed on: files of that time still mean this person."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="former_staff_numbers"
    )
    number = models.CharField(_("staff number"), max_length=40)

    class Meta:
        verbose_name = _("former staff number")
        verbose_name_plural = _("former staff numbers")
        constraints = [models.UniqueConstraint(Lower("number"), name="former_staff_number_once")]

    def __str__(self) -> str:
        return self.number
