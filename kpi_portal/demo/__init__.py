"""The demo company 翠湖物业: a seeded generator of files such as a property company's own systems would export.

Everything here is invented. The files go in through the same import as a user's; nothing is written to the database
from here. Same seed, same last month, same `until`: same bytes.
"""
