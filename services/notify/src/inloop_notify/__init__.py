"""Rhythms, deliveries, digests, mail and SMS to people outside."""
