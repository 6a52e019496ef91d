"""What every test may use; the fixtures stand in the files named here."""

pytest_plugins = ["tests.database", "tests.companies", "tests.portal", "tests.two_worlds"]
