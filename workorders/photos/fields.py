"""Several pictures in one field of a form."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kpi_portal.lib import attachments

if TYPE_CHECKING:
    Picture = UploadedFile[Any]
else:
    Picture = UploadedFile

MOST = 6


class PhotosInput(forms.ClearableFileInput):
    """The camera on a phone, files elsewhere."""

    template_name = "workorders/photos_input.html"
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """A list of pictures, each as it is kept (``kpi_portal.lib.attachments``)."""

    widget = PhotosInput

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": "image/*", "capture": "environment"}
        super().__init__(widget=PhotosInput(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """At most ``MOST``, none larger than allowed, each a picture."""
        files = [file for file in data if file] if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST:
            raise forms.ValidationError(_("At most %(most)s pictures."), params={"most": MOST})
        if self.required and not files:
            raise forms.ValidationError(_("A picture is needed."))
        cleaned = [cast(Picture, super(PhotosField, self).clean(file, initial)) for file in files]
        return [attachments.taken(file, attachments.PICTURES) for file in cleaned]
