"""Rates and budgets."""
