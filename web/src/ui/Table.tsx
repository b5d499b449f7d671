import type { ReactNode } from "react";
import { Cell, Column, Row, Table as AriaTable, TableBody, TableHeader } from "react-aria-components";
import { classes } from "./classes";
import css from "./Table.module.css";

export interface TableColumn<Item> {
  id: string;
  header: string;
  cell: (item: Item) => ReactNode;
  /** Numbers and dates stand at the end. */
  align?: "start" | "end";
  isSortable?: boolean;
}

export interface TableSort {
  column: string;
  direction: "ascending" | "descending";
}

export interface TableProps<Item> {
  label: string;
  /** The first column names the row. */
  columns: readonly TableColumn<Item>[];
  rows: readonly Item[];
  rowId: (item: Item) => string;
  /** What the row is called, for typing ahead. */
  rowText: (item: Item) => string;
  empty: ReactNode;
  sort?: TableSort;
  onSort?: (sort: TableSort) => void;
  onRowAction?: (id: string) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (ids: ReadonlySet<string>) => void;
}

/** A grid: arrow keys between cells, sorting by the header, selection where `onSelect` is given. */
export function Table<Item extends object>({ label, columns, rows, rowId, rowText, empty, sort, onSort, onRowAction, selected, onSelect }: TableProps<Item>): ReactNode {
  return (
    <div className={css["scroller"]}>
      <AriaTable
        aria-label={label}
        className={css["table"]}
        sortDescriptor={sort}
        onSortChange={(next) => onSort?.({ column: String(next.column), direction: next.direction })}
        onRowAction={onRowAction && ((key) => onRowAction(String(key)))}
        selectionMode={onSelect ? "multiple" : "none"}
        selectedKeys={selected}
        onSelectionChange={(keys) => onSelect?.(new Set(keys === "all" ? rows.map(rowId) : [...keys].map(String)))}
      >
        <TableHeader>
          {columns.map((column, index) => (
            <Column key={column.id} id={column.id} isRowHeader={index === 0} allowsSorting={column.isSortable} className={classes(css["head"], css[column.align ?? "start"])}>
              {({ sortDirection }) => (
                <>
                  {column.header}
                  {column.isSortable && <span aria-hidden="true">{sortDirection === "ascending" ? " ↑" : sortDirection === "descending" ? " ↓" : ""}</span>}
                </>
              )}
            </Column>
          ))}
        </TableHeader>
        <TableBody renderEmptyState={() => <div className={css["empty"]}>{empty}</div>}>
          {rows.map((item) => (
            <Row key={rowId(item)} id={rowId(item)} textValue={rowText(item)} className={css["row"]}>
              {columns.map((column) => (
                <Cell key={column.id} className={classes(css["cell"], css[column.align ?? "start"])}>
                  {column.cell(item)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
    </div>
  );
}
