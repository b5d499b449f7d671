"""Amounts and hourly rates in whole minor units."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole minor units of a currency (ISO 4217)."""

    currency: str
    minor_units: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What a person or trade bills and costs an hour."""

    name: str
    bill: Amount | None
    cost: Amount | None
