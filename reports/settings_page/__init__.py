"""Everything a company chooses, on one page: each group a form, a verb, and who changed it last."""
