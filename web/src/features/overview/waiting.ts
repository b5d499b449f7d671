/** What waits for this very reader, over one project or many. */
import { useQueries } from "@tanstack/react-query";
import { may, sees } from "@/api/levels";
import type { Project, Viewer } from "@/api/me";
import { asProblem } from "@/api/problems";
import { places } from "@/places/places";
import { type Change, changesQuestion, type Hiccup, hiccupsQuestion, type ResponseTimes, responseTimesQuestion } from "./queries";

export type WaitKind = "offer" | "estimate" | "hiccup" | "answer";

export interface Wait {
  id: string;
  kind: WaitKind;
  projectId: string;
  projectName: string;
  /** The change or the milestone; for messages their number. */
  name: string;
  href: string;
  /** Last day, where there is one. */
  untilOn?: string;
}

export interface Waiting {
  waits: readonly Wait[];
  isPending: boolean;
  /** Names of the projects that could not be asked. */
  failed: readonly string[];
  retry: () => void;
}

/** May say yes to this offer: a price needs COMMERCIAL besides the capability. */
export const mayApprove = (viewer: Viewer | undefined, change: Change): boolean =>
  viewer !== undefined && !viewer.is_staff && may(viewer, "CAPABILITY_APPROVE") && (!change.has_price || sees(viewer, "LEVEL_COMMERCIAL"));

/** Estimating, telling and answering is the manager's; members only contribute. */
const manages = (viewer: Viewer | undefined): boolean => viewer?.is_staff === true && viewer.role !== "ROLE_MEMBER";

const asksChanges = ({ viewer }: Project): boolean => sees(viewer, "LEVEL_TIMELINE") && (manages(viewer) || may(viewer, "CAPABILITY_APPROVE"));

/** Changes that need the reader: offers for whoever may approve them, wishes for the manager. */
export function changesThatWait(project: Project, changes: readonly Change[]): Wait[] {
  const { id: projectId, name: projectName, viewer } = project;
  return changes.flatMap((change): Wait[] => {
    const wait = { id: change.id, projectId, projectName, name: change.title, href: places.change(projectId, change.id) };
    if (change.state === "CHANGE_STATE_OFFERED" && mayApprove(viewer, change)) return [{ ...wait, kind: "offer", untilOn: change.expires_on }];
    return change.state === "CHANGE_STATE_SUBMITTED" && manages(viewer) ? [{ ...wait, kind: "estimate" }] : [];
  });
}

function hiccupsThatWait({ id: projectId, name: projectName }: Project, hiccups: readonly Hiccup[]): Wait[] {
  return hiccups
    .filter(({ state }) => state === "HICCUP_STATE_OPEN")
    .map(({ id, milestone_name: name }) => ({ id, kind: "hiccup", projectId, projectName, name, href: places.hiccups(projectId) }));
}

function messagesThatWait({ id: projectId, name: projectName }: Project, { waiting_count }: ResponseTimes): Wait[] {
  if (!waiting_count) return [];
  return [{ id: `messages-${projectId}`, kind: "answer", projectId, projectName, name: String(waiting_count), href: places.conversations(projectId) }];
}

interface AskedPart {
  isPending: boolean;
  error: Error | null;
  refetch: () => unknown;
}

/** A refusal (no longer shared) is no failure: there is then nothing that waits. */
const hasFailed = ({ error }: AskedPart): boolean => error !== null && ![403, 404].includes(asProblem(error).status);

export function useWaiting(projects: readonly Project[]): Waiting {
  const withChanges = projects.filter(asksChanges);
  const managed = projects.filter(({ viewer }) => manages(viewer));
  const changes = useQueries({ queries: withChanges.map(({ id }) => changesQuestion(id)) });
  const hiccups = useQueries({ queries: managed.map(({ id }) => hiccupsQuestion(id)) });
  const answers = useQueries({ queries: managed.map(({ id }) => responseTimesQuestion(id)) });
  const waits = [
    ...managed.flatMap((project, index) => hiccupsThatWait(project, hiccups[index]?.data ?? [])),
    ...managed.flatMap((project, index) => (answers[index]?.data ? messagesThatWait(project, answers[index].data) : [])),
    ...withChanges.flatMap((project, index) => changesThatWait(project, changes[index]?.data ?? [])),
  ];
  const parts: [Project, AskedPart | undefined][] = [
    ...withChanges.map((project, index): [Project, AskedPart | undefined] => [project, changes[index]]),
    ...managed.flatMap((project, index): [Project, AskedPart | undefined][] => [[project, hiccups[index]], [project, answers[index]]]),
  ];
  const broken = parts.filter(([, part]) => part && hasFailed(part));
  return {
    waits,
    isPending: parts.some(([, part]) => part?.isPending),
    failed: [...new Set(broken.map(([{ name }]) => name))],
    retry: () => broken.forEach(([, part]) => void part?.refetch()),
  };
}
