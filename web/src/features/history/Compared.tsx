import type { ReactNode } from "react";
import { type Format, useFormat } from "@/i18n/format";
import { type MessageId, type Say, useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Stack } from "@/ui/Layout";
import { EmptyState } from "@/ui/States";
import { Table } from "@/ui/Table";
import { type ComparedField, type RowChange, useComparison } from "./queries";

interface Line {
  id: string;
  what: string;
  change: RowChange;
  fields: readonly ComparedField[];
}

const KNOWN = ["name", "start_on", "finish_on", "duration_minutes", "percent_complete", "parent_id", "visible_from", "remaining_minutes", "actual_start", "actual_finish", "deadline", "constraint", "work_minutes", "lag_minutes", "type"] as const;
const isKnown = (field: string): field is (typeof KNOWN)[number] => (KNOWN as readonly string[]).includes(field);

/** The name of a field in words where we have them, else as the server calls it. */
const fieldWord = (say: Say, field: string): string => (isKnown(field) ? say(`history.field.${field}` as MessageId) : field.replaceAll("_", " "));

const LEVELS = ["ROADMAP", "TIMELINE", "DETAIL", "COMMERCIAL", "STAFF"] as const;
const isLevel = (value: string): value is (typeof LEVELS)[number] => (LEVELS as readonly string[]).includes(value);

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+)?$/;
const DAY_MINUTES = 480;

/** A value as people write it: dates by the reader's language, working minutes as days. */
export function fieldValue(say: Say, format: Format, field: string, value: string | undefined): string {
  if (value === undefined || value === "") return "–";
  if (field === "visible_from" && isLevel(value)) return say(`plan.level.LEVEL_${value}`);
  if (ISO_DATE.test(value)) return format.date(value);
  if (field.endsWith("_minutes") && /^-?\d+$/.test(value)) return say("history.days", { days: Number(value) / DAY_MINUTES });
  return value;
}

/** What changed from one revision to another: rows, dependencies, and the plan's own settings. */
export function Compared({ projectId, from, to }: { projectId: string; from: number; to: number | null }): ReactNode {
  const say = useWords();
  const comparison = useComparison(projectId, from, to);
  return (
    <Card title={to === null ? say("history.comparedNow", { from }) : say("history.compared", { from, to })}>
      <Answer of={comparison} failed={say("history.compareFailed")} absent="block">
        {({ rows, links, settings }) => {
          const lines: Line[] = [
            ...rows.map((row) => ({ id: row.task_id, what: row.name, change: row.change, fields: row.fields })),
            ...links.map((link) => ({ id: `${link.predecessor_id} ${link.successor_id}`, what: say("history.link", { first: link.predecessor_name, then: link.successor_name }), change: link.change, fields: link.fields })),
            ...(settings.length > 0 ? [{ id: "settings", what: say("history.settings"), change: "ROW_CHANGE_CHANGED" as const, fields: settings }] : []),
          ];
          return lines.length === 0 ? <EmptyState title={say("history.same")} /> : <Changes lines={lines} />;
        }}
      </Answer>
    </Card>
  );
}

function Changes({ lines }: { lines: readonly Line[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  return (
    <Table
      label={say("history.changes")}
      rows={lines}
      rowId={({ id }) => id}
      rowText={({ what }) => what}
      empty={null}
      columns={[
        { id: "row", header: say("history.row"), cell: ({ what }) => what },
        { id: "change", header: say("history.change"), cell: ({ change }) => (change === "ROW_CHANGE_UNSPECIFIED" ? "" : say(`history.change.${change}`)) },
        {
          id: "fields",
          header: say("history.fields"),
          cell: ({ fields }) => (
            <Stack gap={1}>
              {fields.map(({ field, before, after }) => (
                <span key={field}>{say("history.fromTo", { field: fieldWord(say, field), before: fieldValue(say, format, field, before), after: fieldValue(say, format, field, after) })}</span>
              ))}
            </Stack>
          ),
        },
      ]}
    />
  );
}
