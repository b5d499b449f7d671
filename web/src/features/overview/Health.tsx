import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import type { MessageId } from "@/i18n/words";
import { useWords } from "@/i18n/words";
import { Row } from "@/ui/Layout";
import { type State, Status } from "@/ui/Status";

type HealthId = Project["health"];

const LOOK: Record<HealthId, State> = { HEALTH_UNSPECIFIED: "plan", HEALTH_ON_COURSE: "done", HEALTH_AT_RISK: "late", HEALTH_LATE: "late" };
const WORD: Record<HealthId, MessageId> = {
  HEALTH_UNSPECIFIED: "home.health.none",
  HEALTH_ON_COURSE: "home.health.onCourse",
  HEALTH_AT_RISK: "home.health.atRisk",
  HEALTH_LATE: "home.health.late",
};

/** Whether the promise is kept, and the one sentence that says why. */
export function Health({ of: { health, health_reason: reason } }: { of: Pick<Project, "health" | "health_reason"> }): ReactNode {
  const say = useWords();
  return (
    <Row gap={3} align="baseline">
      <Status of={LOOK[health]} chip>
        {say(WORD[health])}
      </Status>
      {reason && <span>{reason}</span>}
    </Row>
  );
}
