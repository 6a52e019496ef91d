"""What a file is, found out from its content; and the page on which a clerk says the rest (IMPORTS §5)."""
