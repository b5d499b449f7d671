import type { ReactNode } from "react";
import { Deliveries } from "@/features/rhythm/Deliveries";
import { RhythmForm } from "@/features/rhythm/RhythmForm";
import { useRhythm } from "@/features/rhythm/queries";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { MainAside, Prose, Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { toast } from "@/ui/Toasts";

/** Question: what reaches me, when, and why (not)? */
export function Screen(): ReactNode {
  const say = useWords();
  return (
    <>
      <PageHeader title={say("rhythm.title")} lead={say("rhythm.lead")} />
      <MainAside
        main={<Mine />}
        aside={
          <>
            <Next />
            <Card title={say("delivery.title")} tone="plain">
              <Deliveries />
            </Card>
          </>
        }
      />
    </>
  );
}

function Mine(): ReactNode {
  const say = useWords();
  const rhythm = useRhythm();
  return (
    <Answer of={rhythm} failed={say("rhythm.failed")}>
      {(data) => (
        <Stack>
          {!data.is_chosen && <Prose tone="muted">{say("rhythm.default")}</Prose>}
          <RhythmForm key={String(data.is_chosen)} rhythm={data} submit={say("rhythm.save")} onDone={() => toast(say("rhythm.saved"))} />
        </Stack>
      )}
    </Answer>
  );
}

/** The digests that the server has planned with what is saved. */
function Next(): ReactNode {
  const say = useWords();
  const format = useFormat();
  const rhythm = useRhythm();
  if (!rhythm.data || rhythm.data.next_at.length === 0) return null;
  return (
    <Card title={say("rhythm.next")}>
      <Stack gap={1} as="ul">
        {rhythm.data.next_at.map((at) => (
          <li key={at}>
            <time dateTime={at}>{format.instant(at)}</time>
          </li>
        ))}
      </Stack>
    </Card>
  );
}
