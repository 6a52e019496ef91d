"""Kinds of import of this room."""
