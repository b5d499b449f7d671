/** Every address of the client, as functions, so that a link cannot be misspelt. Routes are in app/routes.tsx. */
const project = (projectId: string): string => `/projects/${encodeURIComponent(projectId)}`;

export const places = {
  home: () => "/",
  signIn: (then?: string) => (then && then !== "/" ? `/sign-in?then=${encodeURIComponent(then)}` : "/sign-in"),
  forgot: () => "/forgot",
  reset: () => "/reset",
  invitation: () => "/invitation",
  welcome: () => "/welcome",
  rhythm: () => "/rhythm",
  account: () => "/account",
  project,
  plan: (projectId: string) => `${project(projectId)}/plan`,
  history: (projectId: string) => `${project(projectId)}/plan/history`,
  timeline: (projectId: string) => `${project(projectId)}/timeline`,
  analysis: (projectId: string) => `${project(projectId)}/analysis`,
  changes: (projectId: string) => `${project(projectId)}/changes`,
  newChange: (projectId: string) => `${project(projectId)}/changes/new`,
  change: (projectId: string, changeId: string) => `${project(projectId)}/changes/${encodeURIComponent(changeId)}`,
  conversations: (projectId: string) => `${project(projectId)}/conversations`,
  conversation: (projectId: string, conversationId: string) => `${project(projectId)}/conversations/${encodeURIComponent(conversationId)}`,
  reports: (projectId: string) => `${project(projectId)}/reports`,
  hiccups: (projectId: string) => `${project(projectId)}/hiccups`,
  money: (projectId: string) => `${project(projectId)}/money`,
  access: (projectId: string) => `${project(projectId)}/access`,
} as const;

/** A place to return to after signing in: only a path of ours, never another site. */
export function safeReturn(then: string | null | undefined): string {
  return then && then.startsWith("/") && !then.startsWith("//") && !then.includes("\\") ? then : "/";
}
