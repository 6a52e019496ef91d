"""Secrets that the portal has to know again: not readable in the database or a backup of it."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def vault(purpose: str) -> Fernet:
    """What one purpose locks, no other opens. ``decrypt`` raises InvalidToken where the portal's key was changed."""
    digest = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
