"""Pages of the evidence room: one file per kind."""
