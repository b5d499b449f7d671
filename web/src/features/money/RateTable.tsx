import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Table, type TableColumn } from "@/ui/Table";
import type { Rate } from "./queries";

/** Without a cost in the answer there is no column for it. */
export function RateTable({ rates }: { rates: readonly Rate[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const columns: TableColumn<Rate>[] = [
    { id: "name", header: say("money.name"), cell: (rate) => rate.name },
    { id: "bill", header: say("money.bill"), align: "end", cell: (rate) => (rate.bill ? format.money(rate.bill) : "–") },
  ];
  if (rates.some(({ cost }) => cost)) columns.push({ id: "cost", header: say("money.cost"), align: "end", cell: (rate) => (rate.cost ? format.money(rate.cost) : "–") });
  return <Table label={say("money.rates")} columns={columns} rows={rates} rowId={({ name }) => name} rowText={({ name }) => name} empty={say("money.noRates")} />;
}
