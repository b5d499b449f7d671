import type { ReactNode } from "react";
import { may, sees } from "@/api/levels";
import type { Project } from "@/api/me";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { LinkButton } from "@/ui/Button";
import { Link } from "@/ui/Link";
import css from "./overview.module.css";
import { useAnswerTimes } from "./queries";

/** Ways on from here: ask, wish for a change, see the timeline; and how soon an answer can be expected. */
export function WaysOn({ project: { id, viewer } }: { project: Project }): ReactNode {
  const say = useWords();
  const times = useAnswerTimes(id);
  const isClient = !viewer?.is_staff;
  return (
    <div className={css["ways"]}>
      {isClient && may(viewer, "CAPABILITY_MESSAGE") && (
        <LinkButton href={places.conversations(id)} icon="conversation">
          {say("overview.ask")}
        </LinkButton>
      )}
      {isClient && may(viewer, "CAPABILITY_REQUEST_CHANGE") && sees(viewer, "LEVEL_TIMELINE") && (
        <LinkButton href={places.newChange(id)} icon="change">
          {say("overview.change")}
        </LinkButton>
      )}
      {sees(viewer, "LEVEL_ROADMAP") && <Link href={places.timeline(id)}>{say("overview.timeline")}</Link>}
      <Answer of={times} failed={say("overview.answersFailed")} absent="block">
        {({ sentence }) => (sentence ? <span className={css["more"]}>{sentence}</span> : null)}
      </Answer>
    </div>
  );
}
