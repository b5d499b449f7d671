import { type ReactNode, useMemo, useState } from "react";
import { type Format, useFormat } from "@/i18n/format";
import { type Say, useWords } from "@/i18n/words";
import { type State, Status } from "@/ui/Status";
import { type TreeColumn, TreeTable } from "@/ui/TreeTable";
import { MovedBy } from "@/ui/WasBecomes";
import { datesOf, treeOf, unfolded } from "./outline";
import type { Scene } from "./painter";
import css from "./timeline.module.css";

const ROW_HEIGHT = 40;
const DATE_WIDTH = 120;

/** The same rows as words and dates. */
export function DatesTable({ scene }: { scene: Scene }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const tree = useMemo(() => treeOf(scene), [scene]);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(scene.rows.id));
  const columns = columnsOf(scene, say, format);
  const height = ROW_HEIGHT * (unfolded(tree, open).length + 1) + 2;
  return (
    <div className={css["chart"]} style={{ height: `min(${height}px, 70dvh)` }}>
      <TreeTable label={scene.title} columns={columns} rows={tree} expanded={open} onExpand={setOpen} rowHeight={ROW_HEIGHT} />
    </div>
  );
}

function columnsOf(scene: Scene, say: Say, format: Format): TreeColumn<number>[] {
  const { rows } = scene;
  const on = (date: string | null): string => (date ? format.date(date) : "–");
  return [
    { id: "name", header: say("timeline.what"), cell: (row) => <span className={rows.kind[row] === "task" ? undefined : css["strong"]}>{rows.name[row]}</span> },
    { id: "start", header: say("timeline.start"), width: DATE_WIDTH, cell: (row) => on(datesOf(scene, row).startOn) },
    { id: "promised", header: say("timeline.promised"), width: DATE_WIDTH, cell: (row) => on(datesOf(scene, row).promisedOn) },
    { id: "finish", header: say("timeline.finish"), width: DATE_WIDTH, cell: (row) => on(datesOf(scene, row).finishOn) },
    { id: "days", header: say("timeline.moved"), width: DATE_WIDTH, cell: (row) => <MovedBy days={datesOf(scene, row).promisedOn ? (rows.slip_days[row] ?? 0) : null} /> },
    { id: "state", header: say("timeline.state"), width: DATE_WIDTH, cell: (row) => <Status of={rows.state[row] as State}>{rows.state_word[row]}</Status> },
  ];
}
