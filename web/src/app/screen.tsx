/** A route is a path and a file of src/screens that is loaded when somebody goes there; the path's ids are its props. */
import { type AnyRoute, createRoute, lazyRouteComponent, useParams } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";
import { wantAllWords } from "@/i18n/locale";

/** "/projects/$projectId/changes/$changeId" → { projectId: string; changeId: string } */
export type IdsOf<Path extends string> = Path extends `${string}$${infer Id}/${infer Rest}`
  ? { [Key in Id | keyof IdsOf<`/${Rest}`>]: string }
  : Path extends `${string}$${infer Id}`
    ? { [Key in Id]: string }
    : object;

type Loader<Props> = () => Promise<{ Screen: ComponentType<Props> }>;

/** first: its words are in frame, parts, entry or home.po, which are loaded before the first paint. */
type WordsOf = "first" | "all";

/** `screen(inside, "/projects/$projectId/timeline", () => import("@/screens/timeline"))`, where Screen takes { projectId }. */
export function screen<Path extends `/${string}`>(parent: AnyRoute, path: Path, load: Loader<IdsOf<Path>>, words: WordsOf = "all"): AnyRoute {
  const component = lazyRouteComponent(async () => {
    const [{ Screen }] = await Promise.all([load(), words === "all" ? wantAllWords() : null]);
    const WithIds = (): ReactNode => {
      const ids = useParams({ strict: false }) as IdsOf<Path>;
      return <Screen key={Object.values(ids).join("/")} {...ids} />;
    };
    return { default: WithIds };
  });
  return createRoute({ getParentRoute: () => parent, path, component }) as unknown as AnyRoute;
}
