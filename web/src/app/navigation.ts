/** Where one can go, by who one is. Only places that have a screen are shown. */
import { may, sees } from "@/api/levels";
import type { Viewer } from "@/api/me";
import type { MessageId } from "@/i18n/words";
import { places } from "@/places/places";
import type { IconName } from "@/ui/Icon";

export interface NavItem {
  /** The path in app/routes.tsx. */
  route: string;
  href: string;
  label: MessageId;
  icon: IconName;
  /** Only the address itself is "here", not what lies below it. */
  exact?: boolean;
}

/** The parts of one project for this reader. */
export function projectNavigation(projectId: string, viewer: Viewer | undefined): NavItem[] {
  const item = (name: string, href: string, label: MessageId, icon: IconName, isShown = true, exact = false): NavItem[] =>
    isShown ? [{ route: `/projects/$projectId${name}`, href, label, icon, exact }] : [];
  const isStaff = viewer?.is_staff ?? false;
  return [
    ...item("", places.project(projectId), "nav.overview", "roadmap", true, true),
    ...item("/plan", places.plan(projectId), "nav.plan", "plan", isStaff),
    ...item("/timeline", places.timeline(projectId), "nav.timeline", "timeline", sees(viewer, "LEVEL_ROADMAP")),
    ...item("/analysis", places.analysis(projectId), "nav.analysis", "slip", sees(viewer, "LEVEL_TIMELINE")),
    ...item("/changes", places.changes(projectId), "nav.changes", "change", sees(viewer, "LEVEL_TIMELINE")),
    ...item("/conversations", places.conversations(projectId), "nav.conversations", "conversation", isStaff || may(viewer, "CAPABILITY_MESSAGE")),
    ...item("/reports", places.reports(projectId), "nav.reports", "report", may(viewer, "CAPABILITY_REPORTS")),
    ...item("/hiccups", places.hiccups(projectId), "nav.hiccups", "hiccup", isStaff),
    ...item("/money", places.money(projectId), "nav.money", "money", isStaff),
    ...item("/access", places.access(projectId), "nav.access", "access", isStaff),
  ];
}

/** Places of the person, in the account menu. */
export const PERSONAL: readonly NavItem[] = [
  { route: "/rhythm", href: places.rhythm(), label: "nav.rhythm", icon: "rhythm" },
  { route: "/account", href: places.account(), label: "nav.account", icon: "account" },
];

export const HOME: NavItem = { route: "/", href: places.home(), label: "nav.home", icon: "home", exact: true };
