"""What people attach is known by what it holds, and kept without what a camera notes beside it."""

import io
from contextlib import suppress

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import Base

from kpi_portal.lib import attachments, pictures
from tests.pictures import picture

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_is_kept_as_it_looks_and_nothing_beside_it(kind: str) -> None:
    sent = picture(kind, turned=6, noted=True)
    assert b"SECRET-PHONE" in sent
    kept = attachments.taken(SimpleUploadedFile("IMG.pdf", sent + b"appended" * (kind != "WEBP")))
    data = kept.read()
    assert kept.content_type == TYPES[kind]
    assert (b"SECRET-PHONE" in data, b"appended" in data) == (False, False)
    before, after = (Image.open(io.BytesIO(one)) for one in (sent, data))
    assert after.tobytes() == before.tobytes()
    exif = after.getexif()
    assert dict(exif) == ({Base.Orientation: 6} if kind == "JPEG" else {})
    assert pictures.CLEANERS[TYPES[kind]](data) == data


@pytest.mark.parametrize("content", [b"MZ", b"", b"<svg/>", b"GIF89a", b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_picture_and_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(forms.ValidationError):
        attachments.taken(SimpleUploadedFile("a.png", content))


@settings(max_examples=20)
@given(st.sampled_from(sorted(TYPES)), st.data())
def test_a_picture_cut_or_changed_anywhere_is_refused_or_kept_never_an_error(kind: str, data: st.DataObject) -> None:
    whole = picture(kind, noted=True)
    at = data.draw(st.integers(12, len(whole) - 1))
    for broken in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :]):
        with suppress(forms.ValidationError):
            attachments.taken(SimpleUploadedFile("a", broken), attachments.PICTURES)
