import { type CSSProperties, type ReactNode, useMemo } from "react";
import { Button, Cell, Column, Collection, Row, Table as AriaTable, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import { classes } from "./classes";
import { Icon } from "./Icon";
import css from "./TreeTable.module.css";

export interface TreeRow<Item> {
  id: string;
  /** What the row is called, for typing ahead. */
  text: string;
  item: Item;
  children: readonly TreeRow<Item>[];
}

export interface TreeColumn<Item> {
  id: string;
  header: ReactNode;
  /** Its words, when `header` is a picture such as a time axis. */
  headerText?: string;
  cell: (item: Item) => ReactNode;
  /** Pixels; the one column without a width takes the rest. */
  width?: number;
  align?: "start" | "end";
}

export interface TreeTableProps<Item> {
  label: string;
  /** The first column holds the tree. */
  columns: readonly TreeColumn<Item>[];
  rows: readonly TreeRow<Item>[];
  expanded: ReadonlySet<string>;
  onExpand: (ids: ReadonlySet<string>) => void;
  /** Pixels. */
  rowHeight: number;
  headHeight?: number;
  onRowAction?: (id: string) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (ids: ReadonlySet<string>) => void;
  empty?: ReactNode;
}

/** A treegrid that draws only what is in view: up/down between rows, left/right fold. It fills its place's height. */
export function TreeTable<Item>(props: TreeTableProps<Item>): ReactNode {
  const { label, columns, rows, expanded, onExpand, rowHeight, headHeight = 40, onRowAction, selected, onSelect, empty } = props;
  const options = useMemo(() => ({ rowHeight, headingHeight: headHeight }), [rowHeight, headHeight]);
  return (
    <Virtualizer layout={TableLayout} layoutOptions={options}>
      <AriaTable
        aria-label={label}
        className={css["table"]}
        treeColumn={columns[0]?.id}
        expandedKeys={expanded}
        onExpandedChange={(keys) => onExpand(new Set([...keys].map(String)))}
        onRowAction={onRowAction && ((key) => onRowAction(String(key)))}
        selectionMode={onSelect ? "single" : "none"}
        selectionBehavior="replace"
        selectedKeys={selected}
        onSelectionChange={(keys) => onSelect?.(new Set(keys === "all" ? [] : [...keys].map(String)))}
      >
        <TableHeader>
          {columns.map((column, index) => (
            <Column key={column.id} id={column.id} isRowHeader={index === 0} textValue={column.headerText} width={column.width ?? "1fr"} className={classes(css["head"], css[column.align ?? "start"])}>
              {column.header}
            </Column>
          ))}
        </TableHeader>
        <TableBody items={rows} dependencies={[columns]} renderEmptyState={() => empty}>
          {(row) => <Branch row={row} columns={columns} />}
        </TableBody>
      </AriaTable>
    </Virtualizer>
  );
}

function Branch<Item>({ row, columns }: { row: TreeRow<Item>; columns: readonly TreeColumn<Item>[] }): ReactNode {
  return (
    <Row id={row.id} textValue={row.text} hasChildItems={row.children.length > 0} className={css["row"]}>
      {columns.map((column, index) => (
        <Cell key={column.id} className={classes(css["cell"], css[column.align ?? "start"])}>
          {index > 0 ? column.cell(row.item) : ({ level, hasChildItems }) => <TreeCell level={level} hasChildItems={hasChildItems}>{column.cell(row.item)}</TreeCell>}
        </Cell>
      ))}
      <Collection items={row.children} dependencies={[columns]}>
        {(child) => <Branch row={child} columns={columns} />}
      </Collection>
    </Row>
  );
}

/** The fold button is named by React Aria in the reader's language: "Collapse Phase 1". */
function TreeCell({ level, hasChildItems, children }: { level: number; hasChildItems: boolean; children: ReactNode }): ReactNode {
  return (
    <div className={css["tree"]} style={{ "--level": level - 1 } as CSSProperties}>
      {hasChildItems ? (
        <Button slot="chevron" className={css["fold"]}>
          <Icon name="right" />
        </Button>
      ) : (
        <span className={css["leaf"]} />
      )}
      <div className={css["content"]}>{children}</div>
    </div>
  );
}
