import { type ReactNode, useMemo, useState, useSyncExternalStore } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { IconButton } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { Row, Stack } from "@/ui/Layout";
import { EmptyState } from "@/ui/States";
import { Status } from "@/ui/Status";
import { TextField } from "@/ui/TextField";
import { type TreeColumn, TreeTable } from "@/ui/TreeTable";
import { daysOf, type Task } from "./edits";
import { levelWord } from "./levels";
import { outline, withNames } from "./outline";
import css from "./plan.module.css";

const ROW_HEIGHT = 44;
/** On a phone only what names, dates and opens a row; on a small desk all but what can be read in the row's dialog. */
const PHONE = "(max-width: 48rem)";
const SMALL = "(max-width: 70rem)";

function useMatches(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** The narrowest place in which a column is still shown. */
type Since = "phone" | "small" | "wide";

/** The rows of the plan as an outline. `onEdit` is absent for those who may only read. */
export function PlanTable({ tasks, onEdit }: { tasks: readonly Task[]; onEdit?: (id: string) => void }): ReactNode {
  const say = useWords();
  const [find, setFind] = useState("");
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(() => withNames(tasks, find), [tasks, find]);
  const rows = useMemo(() => outline(found), [found]);
  const expanded = useMemo(() => new Set(found.filter(({ id }) => !folded.has(id)).map(({ id }) => id)), [found, folded]);
  const columns = useColumns(onEdit);
  return (
    <Stack gap={3}>
      <Row spread align="end">
        <TextField name="find" label={say("plan.find")} type="search" optional value={find} onChange={setFind} />
        <p className={css["muted"]}>{say("plan.count", { count: found.length })}</p>
      </Row>
      <div className={css["grid"]}>
        <TreeTable
          label={say("plan.rows")}
          columns={columns}
          rows={rows}
          expanded={expanded}
          onExpand={(open) => setFolded(new Set(found.filter(({ id }) => !open.has(id)).map(({ id }) => id)))}
          rowHeight={ROW_HEIGHT}
          onRowAction={onEdit}
          empty={<EmptyState title={say("plan.noneFound", { text: find })} />}
        />
      </div>
    </Stack>
  );
}

function useColumns(onEdit: ((id: string) => void) | undefined): TreeColumn<Task>[] {
  const say = useWords();
  const format = useFormat();
  const [isPhone, isSmall] = [useMatches(PHONE), useMatches(SMALL)];
  return useMemo(() => {
    const all: (TreeColumn<Task> & { since: Since })[] = [
      { id: "name", header: say("plan.name"), cell: (task) => <Name task={task} />, since: "phone" },
      { id: "days", header: say("plan.days"), width: 68, align: "end", cell: (task) => format.number(daysOf(task.duration_minutes), { maximumFractionDigits: 1 }), since: "small" },
      { id: "start", header: say("plan.start"), width: 92, align: "end", cell: (task) => format.date(task.start_on), since: "wide" },
      { id: "finish", header: say("plan.finish"), width: 92, align: "end", cell: (task) => format.date(task.finish_on), since: "phone" },
      { id: "done", header: say("plan.done"), width: 76, align: "end", cell: (task) => format.percent((task.percent_complete ?? 0) / 100), since: "small" },
      { id: "state", header: say("plan.slip"), width: 112, cell: (task) => <Slip task={task} />, since: "small" },
      { id: "slack", header: say("plan.slack"), width: 72, align: "end", cell: (task) => format.number(daysOf(task.total_slack_minutes), { maximumFractionDigits: 1 }), since: "wide" },
      { id: "seen", header: say("plan.seenFrom"), width: 108, cell: (task) => levelWord(say, task.visible_from), since: "small" },
    ];
    if (onEdit) all.push({ id: "edit", header: "", headerText: say("plan.edit"), width: 64, since: "phone", cell: (task) => <IconButton icon="more" label={say("plan.editOne", { name: task.name })} onPress={() => onEdit(task.id)} /> });
    const hidden: readonly Since[] = isPhone ? ["small", "wide"] : isSmall ? ["wide"] : [];
    return all.filter(({ since }) => !hidden.includes(since));
  }, [say, format, isPhone, isSmall, onEdit]);
}

function Name({ task }: { task: Task }): ReactNode {
  const say = useWords();
  return (
    <span className={classes(css["name"], task.kind === "TASK_KIND_SUMMARY" && css["group"])}>
      <span className={css["muted"]}>{task.wbs} </span>
      {task.name}
      {task.kind === "TASK_KIND_MILESTONE" && <span className={css["muted"]}> {say("plan.isMilestone")}</span>}
    </span>
  );
}

/** Against the promise; a row without one is new. */
function Slip({ task }: { task: Task }): ReactNode {
  const say = useWords();
  const format = useFormat();
  if (task.actual_finish_on) return <Status of="done" />;
  if (task.promised_finish_on === undefined) return <Status of="plan">{say("plan.noPromise")}</Status>;
  const days = task.slip_days ?? 0;
  if (days > 0) return <Status of="late">{say("moved.by", { days: format.signed(days) })}</Status>;
  return <Status of="plan">{days < 0 ? say("moved.by", { days: format.signed(days) }) : say("plan.kept")}</Status>;
}
