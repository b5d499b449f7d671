import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState, type WheelEvent } from "react";
import { useWords } from "@/i18n/words";
import { Unseen } from "@/ui/Layout";
import { type TreeColumn, TreeTable } from "@/ui/TreeTable";
import { arrowEnds, firstOpen, todayOf, treeOf, unfolded } from "./outline";
import { headHeight, type Scene, timeWidth } from "./painter";
import { Painted } from "./Painted";
import { paintHead, paintRow } from "./paintRow";
import css from "./timeline.module.css";

/** Room for fingers and for reading; the painter centres what it paints. */
const ROW_HEIGHT = 34;
/** Where today stands when the picture is wider than its place. */
const TODAY_AT = 0.3;

export interface ChartProps {
  scene: Scene;
  onZoom: (by: 1 | -1) => void;
}

/** The Gantt: rows that fold, each with its bar. Names stay, time slides beneath its own scale. */
export function Chart({ scene: given, onZoom }: ChartProps): ReactNode {
  const say = useWords();
  const scene = useMemo(() => ({ ...given, row_height: ROW_HEIGHT }), [given]);
  const tree = useMemo(() => treeOf(scene), [scene]);
  const [open, setOpen] = useState(() => firstOpen(scene));
  const [chosen, setChosen] = useState<string | null>(null);
  const focused = chosen === null ? -1 : scene.rows.id.indexOf(chosen);
  const shown = useMemo(() => unfolded(tree, open), [tree, open]);
  const columns = useColumns(scene, shown, focused < 0 ? null : focused);
  const { slide, scroller, onWheel } = useSlide(scene);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === "+" ? 1 : event.key === "-" ? -1 : 0;
    if (by === 0 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onZoom(by);
  };
  const height = headHeight(scene) + shown.length * ROW_HEIGHT + 2;
  return (
    <div>
      <div ref={slide} className={css["chart"]} style={{ height: `min(${height}px, 70dvh)` }} onWheel={onWheel} onKeyDown={onKeyDown}>
        <TreeTable
          label={scene.title}
          columns={columns}
          rows={tree}
          expanded={open}
          onExpand={setOpen}
          rowHeight={ROW_HEIGHT}
          headHeight={headHeight(scene)}
          selected={new Set(chosen === null ? [] : [chosen])}
          onSelect={(ids) => setChosen([...ids][0] ?? null)}
        />
      </div>
      <TimeScroller scroller={scroller} slide={slide} scene={scene} />
      <p className={css["told"]} role="status">
        {focused < 0 ? say(scene.links.kind.length > 0 ? "timeline.choose" : "timeline.chooseRow") : told(scene, focused)}
      </p>
    </div>
  );
}

const told = ({ rows }: Scene, row: number): string => [rows.sentence[row], rows.reason[row]].filter(Boolean).join(". ");

function useColumns(scene: Scene, shown: readonly number[], focused: number | null): TreeColumn<number>[] {
  const say = useWords();
  const [what, when] = [say("timeline.what"), say("timeline.when")];
  return useMemo(() => {
    const ends = focused === null ? [] : arrowEnds(scene, focused).filter((row) => shown.includes(row));
    return [
      { id: "name", header: what, width: scene.names_width, cell: (row) => <span className={scene.rows.kind[row] === "task" ? undefined : css["strong"]}>{scene.rows.name[row]}</span> },
      {
        id: "time",
        headerText: when,
        header: (
          <div className={css["time"]}>
            <Unseen>{when}</Unseen>
            <Painted of={paintHead(scene)} />
          </div>
        ),
        cell: (row) => (
          <div className={css["time"]}>
            <Unseen>{scene.rows.sentence[row]}</Unseen>
            <Painted of={paintRow(scene, row, ends, focused)} />
          </div>
        ),
      },
    ];
  }, [scene, shown, focused, what, when]);
}

/** Slides every strip of time at once: one variable of the style, no row is drawn again. */
function useSlide(scene: Scene) {
  const slide = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const today = todayOf(scene);
  useLayoutEffect(() => {
    const bar = scroller.current;
    if (!bar) return;
    bar.scrollLeft = today === undefined ? 0 : (today * scene.px_per_day) / 100 - bar.clientWidth * TODAY_AT;
    slide.current?.style.setProperty("--slide", `${-bar.scrollLeft}px`);
  }, [scene, today]);
  const onWheel = (event: WheelEvent): void => {
    if (scroller.current && Math.abs(event.deltaX) > Math.abs(event.deltaY)) scroller.current.scrollLeft += event.deltaX;
  };
  return { slide, scroller, onWheel };
}

interface TimeScrollerProps {
  scroller: RefObject<HTMLDivElement | null>;
  slide: RefObject<HTMLDivElement | null>;
  scene: Scene;
}

/** The scroll bar of time; arrow keys move it when it has the focus. */
function TimeScroller({ scroller, slide, scene }: TimeScrollerProps): ReactNode {
  const say = useWords();
  return (
    <div
      ref={scroller}
      className={css["scroller"]}
      style={{ marginInlineStart: scene.names_width }}
      role="group"
      aria-label={say("timeline.slide")}
      tabIndex={0}
      onScroll={(event) => slide.current?.style.setProperty("--slide", `${-event.currentTarget.scrollLeft}px`)}
    >
      <div style={{ width: timeWidth(scene) }} />
    </div>
  );
}
