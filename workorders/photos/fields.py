"""Several pictures in one field of a form."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    Picture = UploadedFile[Any]
else:
    Picture = UploadedFile

BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
"""Kinds of pictures that every browser shows, and how each begins."""
MOST, MOST_BYTES = 6, 10 * 1024 * 1024


class PhotosInput(forms.ClearableFileInput):
    """The camera on a phone, files elsewhere."""

    template_name = "workorders/photos_input.html"
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """A list of pictures, each with its ``content_type`` as its first bytes say."""

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
        return [_picture(cast(Picture, super(PhotosField, self).clean(file, initial))) for file in files]


def _picture(file: Picture) -> Picture:
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("%(name)s is larger than 10 MB."), params={"name": file.name})
    start = file.read(12)
    file.seek(0)
    found = next((kind for kind, begins in BEGINNINGS.items() if start.startswith(begins)), None)
    if found is None or (found == "image/webp" and start[8:] != b"WEBP"):
        raise forms.ValidationError(_("%(name)s is no JPEG, PNG or WebP picture."), params={"name": file.name})
    file.content_type = found
    return file
