"""Files of evidence on their way in: parse, judge, store; knows no kind (docs/import-profiles.md)."""
