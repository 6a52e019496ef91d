"""The way in for other programs: facts are pushed as files are imported (docs/api.md)."""
