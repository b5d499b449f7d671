import type { ReactNode } from "react";
import { Timeline } from "@/features/timeline/Timeline";

/** Question: what moved, and why? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  return <Timeline projectId={projectId} />;
}
