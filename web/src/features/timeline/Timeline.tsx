import { type ReactNode, useRef, useState } from "react";
import { useLanguage } from "@/i18n/language";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Button, IconButton } from "@/ui/Button";
import { Row, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { EmptyState, Skeleton } from "@/ui/States";
import { Chart } from "./Chart";
import { DatesInstead } from "./DatesInstead";
import { DatesTable } from "./DatesTable";
import { Legend } from "./Legend";
import { useIsNarrow, useWidth } from "./measures";
import type { Scene } from "./painter";
import { type Layout, useTimeline, type Zoom, ZOOMS } from "./queries";
import { TimeDown } from "./TimeDown";

/** What moved, and why: the plan of the reader's level as a picture, a table, or a list on a phone. */
export function Timeline({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const language = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const isNarrow = useIsNarrow();
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const [isTable, setTable] = useState(false);
  const layout = layoutOf(isNarrow, zoom, width);
  const timeline = useTimeline(projectId, language, layout, isNarrow || width !== null);
  const zoomBy = (scene: Scene) => (by: 1 | -1) => setZoom((was) => stepped(was ?? (scene.zoom as Zoom), by));
  return (
    <div ref={place}>
      <Answer of={timeline} failed={say("timeline.failed")} safe={say("error.safe")} skeleton={<Skeleton block="chart" />} instead={<DatesInstead projectId={projectId} />}>
        {(scene) => (
          <>
            <PageHeader title={scene.rows.id.length > 0 ? scene.title : say("timeline.emptyTitle")} lead={scene.name} />
            {scene.rows.id.length === 0 ? (
              <EmptyState title={say("timeline.empty")}>{say("timeline.emptyMore")}</EmptyState>
            ) : isNarrow ? (
              <TimeDown scene={scene} />
            ) : (
              <Stack gap={5}>
                <Tools scene={scene} zoom={zoom} isTable={isTable} onTable={setTable} onZoom={zoomBy(scene)} onWhole={() => setZoom(null)} />
                {isTable ? <DatesTable scene={scene} /> : <Chart scene={scene} onZoom={zoomBy(scene)} />}
                {!isTable && <Legend scene={scene} />}
              </Stack>
            )}
          </>
        )}
      </Answer>
    </div>
  );
}

function layoutOf(isNarrow: boolean, zoom: Zoom | null, width: number | null): Layout {
  if (isNarrow) return {};
  return zoom ? { zoom } : { width_px: width ?? 0 };
}

/** The next finer or coarser zoom; the last one stays. */
const stepped = (zoom: Zoom, by: 1 | -1): Zoom => ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, ZOOMS.indexOf(zoom) + by))] ?? zoom;

interface ToolsProps {
  scene: Scene;
  zoom: Zoom | null;
  isTable: boolean;
  onTable: (isTable: boolean) => void;
  onZoom: (by: 1 | -1) => void;
  onWhole: () => void;
}

function Tools({ scene, zoom, isTable, onTable, onZoom, onWhole }: ToolsProps): ReactNode {
  const say = useWords();
  const at = ZOOMS.indexOf(scene.zoom as Zoom);
  return (
    <Row spread>
      {isTable ? (
        <span />
      ) : (
        <Row gap={2}>
          <IconButton icon="minus" label={say("timeline.zoomOut")} isDisabled={at <= 0} onPress={() => onZoom(-1)} />
          <IconButton icon="plus" label={say("timeline.zoomIn")} isDisabled={at === ZOOMS.length - 1} onPress={() => onZoom(1)} />
          <span role="status">{zoom ? say(`timeline.zoom.${zoom}`) : say("timeline.zoomWhole")}</span>
          {zoom && (
            <Button look="plain" onPress={onWhole}>
              {say("timeline.showWhole")}
            </Button>
          )}
        </Row>
      )}
      <Button onPress={() => onTable(!isTable)}>{say(isTable ? "timeline.asPicture" : "timeline.asTable")}</Button>
    </Row>
  );
}
