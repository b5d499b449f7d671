import type { ReactNode } from "react";
import { may } from "@/api/levels";
import type { Project } from "@/api/me";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { LinkButton } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Stack } from "@/ui/Layout";
import { useResponseTimes } from "./queries";

/** How soon an answer can be expected, and the way to ask. */
export function Answers({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const times = useResponseTimes(project.id);
  const { id, viewer } = project;
  const isStaff = viewer?.is_staff ?? false;
  return (
    <Card title={say(isStaff ? "overview.answers.ours" : "overview.answers.title")}>
      <Stack gap={4}>
        <Answer of={times} failed={say("overview.answers.failed")} absent="block">
          {({ sentence }) => <p>{sentence || say("overview.answers.unknown")}</p>}
        </Answer>
        {(isStaff || may(viewer, "CAPABILITY_MESSAGE")) && (
          <div>
            <LinkButton href={places.conversations(id)} icon="conversation">
              {say(isStaff ? "overview.answers.read" : "overview.answers.ask")}
            </LinkButton>
          </div>
        )}
      </Stack>
    </Card>
  );
}
