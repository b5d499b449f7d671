"""Whom we call: the five services of the contract."""
