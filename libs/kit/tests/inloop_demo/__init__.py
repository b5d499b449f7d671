"""A tiny service that only the tests of the kit know."""
