import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { RhythmForm } from "@/features/rhythm/RhythmForm";
import { useRhythm } from "@/features/rhythm/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { LinkButton } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";

/** Question, once: how often do I want to hear from you? */
export function Screen(): ReactNode {
  const say = useWords();
  const router = useRouter();
  const rhythm = useRhythm();
  return (
    <>
      <PageHeader title={say("welcome.title")} lead={say("welcome.lead")} />
      <Answer of={rhythm} failed={say("rhythm.failed")}>
        {(data) => (
          <RhythmForm
            rhythm={data}
            submit={say("welcome.submit")}
            onDone={() => void router.navigate({ to: places.home() })}
            besides={<LinkButton href={places.home()} look="plain">{say("welcome.later")}</LinkButton>}
          />
        )}
      </Answer>
    </>
  );
}
