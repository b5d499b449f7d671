import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Card } from "@/ui/Card";
import { Row, Stack } from "@/ui/Layout";
import { Link } from "@/ui/Link";
import { ErrorState, Skeleton } from "@/ui/States";
import { NextMilestone } from "./NextMilestone";
import type { Wait, Waiting } from "./waiting";

export interface WaitingListProps {
  of: Waiting;
  /** Where the next milestone is named when nothing waits. */
  projects: readonly Project[];
}

/** What needs the reader, most pressing first; or that nothing does, and what comes next. */
export function WaitingList({ of, projects }: WaitingListProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  const areMany = projects.length > 1;
  const failure = of.failed.length > 0 && <ErrorState what={say("home.waits.failed", { projects: format.list(of.failed) })} onRetry={of.retry} />;
  if (of.waits.length === 0) {
    if (failure) return <Card title={say("home.waits.title")}>{failure}</Card>;
    return (
      <Card title={say("home.waits.title")}>
        {of.isPending ? (
          <Skeleton lines={2} />
        ) : (
          <Stack gap={2}>
            <p>{say("home.waits.none")}</p>
            {!areMany && projects[0] && <NextMilestone of={projects[0]} />}
          </Stack>
        )}
      </Card>
    );
  }
  return (
    <Card title={say("home.waits.title")} tone="waits">
      <Stack as="ul" gap={3}>
        {of.waits.map((wait) => (
          <li key={wait.id}>
            <WaitLine wait={wait} isNamed={areMany} />
          </li>
        ))}
      </Stack>
      {failure}
    </Card>
  );
}

function WaitLine({ wait, isNamed }: { wait: Wait; isNamed: boolean }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const notes = [...(isNamed ? [wait.projectName] : []), ...(wait.untilOn ? [say("home.waits.until", { on: format.date(wait.untilOn) })] : [])];
  return (
    <Row gap={2} align="baseline">
      <Link href={wait.href}>{sentence(wait, say)}</Link>
      {notes.length > 0 && <small>{notes.join(" · ")}</small>}
    </Row>
  );
}

function sentence({ kind, name }: Wait, say: ReturnType<typeof useWords>): string {
  switch (kind) {
    case "offer":
      return say("home.waits.offer", { name });
    case "estimate":
      return say("home.waits.estimate", { name });
    case "hiccup":
      return say("home.waits.hiccup", { name });
    case "answer":
      return say("home.waits.answer", { count: Number(name) });
  }
}
