import type { ReactNode } from "react";
import { Allocations } from "./Allocations";
import { EarnedValueCard } from "./EarnedValueCard";

/** What staff see besides; loaded for them alone. */
export default function ForStaff({ projectId, names }: { projectId: string; names: ReadonlyMap<string, string> }): ReactNode {
  return (
    <>
      <EarnedValueCard projectId={projectId} />
      <Allocations projectId={projectId} names={names} />
    </>
  );
}
