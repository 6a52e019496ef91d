"""Keys of other programs: made and withdrawn by administrators, each for some scopes and until a day."""
