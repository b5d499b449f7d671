/** Every address and the screen behind it. A line is added here when its screen is real; links come from src/places. */
import { type AnyRoute, createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { AbsentPage } from "@/ui/States";
import { Brand } from "./Brand";
import { ErrorPage } from "./ErrorPage";
import { screen } from "./screen";

const root = createRootRoute({ component: Outlet });

/** For nobody in particular: the way in. */
const outside: AnyRoute = createRoute({ getParentRoute: () => root, id: "outside", component: Brand });

/** For somebody who is signed in: navigation, banners, live stream. A chunk of its own, which the way in does not load. */
const inside: AnyRoute = createRoute({ getParentRoute: () => root, id: "inside", component: lazyRouteComponent(() => import("./Inside"), "Inside") });

const tree = root.addChildren([
  outside.addChildren([
    screen(outside, "/sign-in", () => import("@/screens/sign-in"), "first"),
    screen(outside, "/invitation", () => import("@/screens/invitation"), "first"),
    screen(outside, "/forgot", () => import("@/screens/forgot"), "first"),
    screen(outside, "/reset", () => import("@/screens/reset"), "first"),
  ]),
  inside.addChildren([
    screen(inside, "/welcome", () => import("@/screens/welcome")),
    screen(inside, "/rhythm", () => import("@/screens/rhythm")),
    screen(inside, "/account", () => import("@/screens/account")),
    screen(inside, "/projects/$projectId/conversations", () => import("@/screens/conversations")),
    screen(inside, "/projects/$projectId/conversations/$conversationId", () => import("@/screens/conversation")),
    screen(inside, "/projects/$projectId/access", () => import("@/screens/access")),
    screen(inside, "/", () => import("@/screens/home"), "first"),
    screen(inside, "/projects/$projectId", () => import("@/screens/overview"), "first"),
    screen(inside, "/projects/$projectId/timeline", () => import("@/screens/timeline")),
    screen(inside, "/projects/$projectId/analysis", () => import("@/screens/analysis")),
    screen(inside, "/projects/$projectId/reports", () => import("@/screens/reports")),
    screen(inside, "/projects/$projectId/plan", () => import("@/screens/plan")),
    screen(inside, "/projects/$projectId/plan/history", () => import("@/screens/history")),
    screen(inside, "/projects/$projectId/changes", () => import("@/screens/changes")),
    screen(inside, "/projects/$projectId/changes/new", () => import("@/screens/change-new")),
    screen(inside, "/projects/$projectId/changes/$changeId", () => import("@/screens/change")),
    screen(inside, "/projects/$projectId/hiccups", () => import("@/screens/hiccups")),
    screen(inside, "/projects/$projectId/money", () => import("@/screens/money")),
  ]),
]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: AbsentPage,
    scrollRestoration: true,
  });
}

/** Paths that have a screen, as written above: the navigation shows only these. */
export function hasScreen(router: ReturnType<typeof makeRouter>, path: string): boolean {
  return path in router.routesByPath;
}
