import type { ReactNode } from "react";
import { Overview } from "@/features/overview/Overview";

/** Question: is it fine, what is next, what do you need from me? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  return <Overview projectId={projectId} />;
}
