/** What waits for a reader in a project, in the order of how much it holds up. */
import { may, sees } from "@/api/levels";
import type { Project } from "@/api/me";
import type { components } from "@/api/schema";

type Change = components["schemas"]["Change"];
type Conversation = components["schemas"]["Conversation"];
type Hiccup = components["schemas"]["Hiccup"];

export type Need =
  | { kind: "decide"; id: string; name: string; until: string | undefined }
  | { kind: "read"; id: string; name: string; count: number }
  | { kind: "explain"; id: string; name: string; days: number }
  | { kind: "estimate"; id: string; name: string; client: string | undefined }
  | { kind: "answer"; id: string; name: string };

export interface Found {
  changes: readonly Change[];
  conversations: readonly Conversation[];
  hiccups: readonly Hiccup[];
}

export function needsOf({ viewer }: Project, { changes, conversations, hiccups }: Found): Need[] {
  if (viewer?.is_staff) {
    return [
      ...hiccups.filter(({ state }) => state === "HICCUP_STATE_OPEN").map((one): Need => ({ kind: "explain", id: one.id, name: one.milestone_name, days: one.slip_days })),
      ...conversations.filter(({ waits_for_staff }) => waits_for_staff).map((one): Need => ({ kind: "answer", id: one.id, name: one.topic })),
      ...changes.filter(({ state }) => state === "CHANGE_STATE_SUBMITTED").map((one): Need => ({ kind: "estimate", id: one.id, name: one.title, client: one.client_name })),
    ];
  }
  const mayDecide = (change: Change): boolean => may(viewer, "CAPABILITY_APPROVE") && (!change.has_price || sees(viewer, "LEVEL_COMMERCIAL"));
  return [
    ...changes.filter((one) => one.state === "CHANGE_STATE_OFFERED" && mayDecide(one)).map((one): Need => ({ kind: "decide", id: one.id, name: one.title, until: one.expires_on })),
    ...conversations.filter(({ unread_count }) => unread_count > 0).map((one): Need => ({ kind: "read", id: one.id, name: one.topic, count: one.unread_count })),
  ];
}
