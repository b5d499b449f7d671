import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import { asProblem } from "@/api/problems";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Card } from "@/ui/Card";
import { Icon, type IconName } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import { Prose } from "@/ui/Layout";
import { ErrorState, Skeleton } from "@/ui/States";
import type { Need } from "./needs";
import css from "./overview.module.css";
import { useNeeds } from "./queries";

const ICONS: Record<Need["kind"], IconName> = { decide: "change", read: "conversation", explain: "hiccup", estimate: "change", answer: "conversation" };

/** What waits for the reader in this project; says so when nothing does. */
export function NeedsYou({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const asked = useNeeds(project);
  return (
    <Card title={say("needs.title")} tone={asked.needs.length > 0 ? "waits" : "plain"}>
      <NeedsOf project={project} asked={asked} />
    </Card>
  );
}

/** The list alone, for a card that is about more than this. */
export function NeedsLine({ project }: { project: Project }): ReactNode {
  return <NeedsOf project={project} asked={useNeeds(project)} isBrief />;
}

function NeedsOf({ project, asked, isBrief }: { project: Project; asked: ReturnType<typeof useNeeds>; isBrief?: boolean }): ReactNode {
  const say = useWords();
  const { needs, isAsking, error, retry } = asked;
  if (isAsking) return <Skeleton lines={2} />;
  return (
    <>
      {error && <ErrorState what={say("needs.failed")} onRetry={retry} requestId={asProblem(error).requestId} />}
      {needs.length > 0 && (
        <ul className={css["needs"]}>
          {needs.map((need) => (
            <NeedLine key={`${need.kind}/${need.id}`} need={need} projectId={project.id} />
          ))}
        </ul>
      )}
      {needs.length === 0 && !error && (isBrief ? <Prose tone="muted">{say("needs.none")}</Prose> : <Nothing project={project} />)}
    </>
  );
}

function NeedLine({ need, projectId }: { need: Need; projectId: string }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const [words, more, href] = ((): [string, string | null, string] => {
    switch (need.kind) {
      case "decide":
        return [say("needs.decide", { name: need.name }), need.until ? say("needs.until", { on: format.date(need.until) }) : null, places.change(projectId, need.id)];
      case "estimate":
        return [say("needs.estimate", { name: need.name }), need.client ?? null, places.change(projectId, need.id)];
      case "explain":
        return [say("needs.explain", { name: need.name, days: need.days }), null, places.hiccups(projectId)];
      case "answer":
        return [say("needs.answer", { name: need.name }), null, places.conversation(projectId, need.id)];
      case "read":
        return [say("needs.read", { name: need.name, count: need.count }), null, places.conversation(projectId, need.id)];
    }
  })();
  return (
    <li className={css["need"]}>
      <Icon name={ICONS[need.kind]} />
      <span>
        <Link href={href}>{words}</Link>
        {more && <span className={css["more"]}> {more}</span>}
      </span>
    </li>
  );
}

function Nothing({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const next = project.next_milestone;
  return <Prose tone="muted">{next ? say("needs.noneNext", { name: next.name, on: format.date(next.forecast_on) }) : say("needs.none")}</Prose>;
}
