"""The Detailed Projects Report of a plan: what its making costs, over WeasyPrint drawing the same rows as bare lines.

    .venv/bin/python bench/bench_report.py [rows]

Ours: from facts that were read to a tagged PDF with cover, Gantt, tables and one line a row, in the press. Floor: as
many plain text lines, tagged, in a WeasyPrint that is warm. Naive: a plain table of the same rows. Processor seconds,
medians of five; the ratio is what to trust on a busy machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from inloop_gantt import lay_out_to_fit
from inloop_gantt.testing.plans import TODAY, phased
from inloop_gantt.view import RowView
from inloop_reports.clients import drawing
from inloop_reports.clients.html import PICTURE_WIDTH, render_html
from inloop_reports.clients.press import Press
from inloop_reports.clients.press_frames import Limits, Page
from inloop_reports.domain import facts
from inloop_reports.domain.composing import compose

ROUNDS = 5
TASKS_A_PHASE = 18
LIMITS = Limits(memory_bytes=2 << 30, cpu_seconds=120, wall_seconds=600)
HEAD = (
    "<html lang=en><title>x</title><style>body { font: 11px 'DejaVu Sans' } table { table-layout: fixed; width: 100% }"
)


def main() -> None:
    """Print the figures."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found = _facts(max(wanted // (TASKS_A_PHASE + 2), 1))
    rows = found.rows or ()
    press = Press()
    press.start()
    try:
        ours = [_ours(press, found) for _ in range(ROUNDS)]
    finally:
        press.stop()
    drawing.warm()
    lines = "\n".join(f"{row.wbs}\t{row.name}\t{row.finish_on}\t{row.state}" for row in rows)
    cells = "".join(
        f"<tr><td>{row.wbs}<td>{row.name}<td>{row.start_on}<td>{row.finish_on}<td>{row.state}" for row in rows
    )
    floor = _seconds(lambda: drawing.draw(Page(html=f"{HEAD}</style><pre>{lines}</pre>"), lambda _step: None))
    naive = _seconds(lambda: drawing.draw(Page(html=f"{HEAD}</style><table>{cells}</table>"), lambda _step: None))
    report = statistics.median(ours)
    print(f"rows {len(rows)}")
    print(f"report, whole       {report:7.3f} CPU s")
    print(f"floor, bare lines   {floor:7.3f} CPU s   ours / floor {report / floor:5.1f}")
    print(f"naive, a bare table {naive:7.3f} CPU s   ours / naive {report / naive:5.1f}")


def _ours(press: Press, found: facts.Facts) -> float:
    began = time.process_time()
    page = render_html(compose(found, "en"))
    spent = time.process_time() - began
    return spent + press.print(page, LIMITS, on_step=lambda _step: None, is_wanted=lambda: True).cpu_seconds


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def _facts(phases: int) -> facts.Facts:
    view = phased(phases, TASKS_A_PHASE)
    rows = tuple(_row(row) for row in view.rows)
    finish = max(row.finish_on for row in rows)
    return facts.Facts(
        reader=facts.Reader(name="Ines Hansen", is_staff=False),
        made_at=datetime(2026, 5, 14, 9, 30, tzinfo=UTC),
        project=facts.Project(
            name="Relaunch of the shop",
            workspace_name="Studio Nord",
            client_name="Hansen Tea",
            health=facts.Health.LATE,
            percent_complete=38,
            promised_finish_on=finish,
            forecast_finish_on=finish,
            slip_days=0,
            next_milestone=None,
            status_on=TODAY,
            promised_on=None,
        ),
        answers=facts.Answers(
            answered_count=14,
            waiting_count=1,
            median_minutes=95,
            longest_minutes=540,
            target_minutes=480,
            conversations=(),
        ),
        rows=rows,
        scene=lay_out_to_fit(view, width_px=PICTURE_WIDTH),
        is_deep=True,
        hiccups=(),
        changes=(),
    )


def _row(row: RowView) -> facts.Row:
    promised = row.promised_finish
    return facts.Row(
        id=row.id,
        wbs=row.wbs,
        name=row.name,
        depth=row.depth,
        kind=facts.Kind(row.kind.value),
        state=facts.State(row.state.value),
        start_on=row.forecast_start,
        finish_on=row.forecast_finish,
        promised_start_on=row.promised_start,
        promised_finish_on=promised,
        slip_days=(row.forecast_finish - promised).days if promised else None,
        actual_finish_on=row.actual_finish,
        percent_complete=row.percent_complete,
    )


if __name__ == "__main__":
    main()
