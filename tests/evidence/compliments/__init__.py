"""A kind of evidence that only the tests have: the example of docs/developer.md."""
