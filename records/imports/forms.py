"""What is asked when a file is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .kinds import Kind
from .profile import Profile
from .uploads import LARGEST_UPLOAD

LARGEST_PROFILE = 100 * 1024


class UploadForm(forms.Form):
    """The file; what it is, where it is from and its profile only where the sender knows better."""

    file = forms.FileField(
        label=_("File"), help_text=_("Excel (.xlsx, .xls) or CSV, also packed as gzip or zip; at most 50 MB.")
    )
    profile = forms.FileField(
        label=_("Profile"), required=False, help_text=_("A .toml file that says which column is what.")
    )

    kind = forms.ChoiceField(label=_("What is in the file"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        required=False,
        help_text=_("The system the file is from. The same source remembers its mapping, and knows its numbers."),
    )

    def __init__(self, *args: Any, kinds: list[Kind], sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(kind.code, kind.label) for kind in kinds]
        self.fields["kind"].choices = [("", _("found out from the headings")), *codes]  # type: ignore[attr-defined]
        self.sources = sources
        self.fields["source"].widget.attrs["list"] = "sources"
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,.xlsx,.gz,.zip"

    def clean_source(self) -> str:
        """Blanks made single, no control characters."""
        return " ".join(str(self.cleaned_data["source"]).split())

    def clean_file(self) -> UploadedFile[bytes]:
        """Not larger than what is read while somebody waits."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError(_("Larger than 50 MB; use the command import_evidence for such files."))
        return file

    def clean_profile(self) -> Profile | None:
        """The profile in the file, if one was sent."""
        file = self.cleaned_data.get("profile")
        return parsed(file) if file else None

    def clean(self) -> dict[str, Any]:
        """The profile is for this kind."""
        data = super().clean() or {}
        profile = data.get("profile")
        allowed = [data["kind"]] if data.get("kind") else [code for code, _label in self.fields["kind"].choices]  # type: ignore[attr-defined]
        if profile is not None and profile.kind not in allowed:
            self.add_error("profile", _("This profile is for another kind of file."))
        return data


class ProfileForm(forms.Form):
    """A profile as a file, for a file that is there already."""

    profile = forms.FileField(label=_("Profile"))

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = [kind.code for kind in kinds]

    def clean_profile(self) -> Profile:
        """A profile of a kind that this account may import."""
        profile = parsed(self.cleaned_data["profile"])
        if profile.kind not in self._kinds:
            raise forms.ValidationError(_("This profile is for another kind of file."))
        return profile


def parsed(file: UploadedFile[bytes]) -> Profile:
    """The profile in a file. Raises `ValidationError`."""
    try:
        return Profile.parse(file.read(LARGEST_PROFILE).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The profile is not a text in UTF-8.")) from None
