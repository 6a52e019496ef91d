"""Sources of facts that no file names. Without Django, since definitions of indicators read it."""

PORTAL = "portal"
"""The source of facts entered in the portal itself."""
