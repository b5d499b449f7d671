"""What the drawing of a report may take: a bound for any page, and more for one that is long for good reason."""

from __future__ import annotations

from dataclasses import dataclass

_MEMORY_MIB, _MEMORY_KIB_A_ROW = 480, 160
_CPU_SECONDS, _ROWS_A_CPU_SECOND = 8, 60
_WALL_OVER_CPU = 4


@dataclass(frozen=True, slots=True)
class Allowance:
    """Address space, processor time and time by the clock."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


def allowance_for(row_count: int) -> Allowance:
    """For a report of so many rows, counted as `Report.row_count` does. Measured: 3 ms and 80 KiB a row."""
    cpu = _CPU_SECONDS + row_count // _ROWS_A_CPU_SECOND
    memory = (_MEMORY_MIB << 20) + row_count * (_MEMORY_KIB_A_ROW << 10)
    return Allowance(memory_bytes=memory, cpu_seconds=cpu, wall_seconds=float(cpu * _WALL_OVER_CPU))
