/** Around every screen of somebody who is signed in. */
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useParams, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { whenSignedOut } from "@/api/client";
import { listenLive, type LiveState } from "@/api/live";
import { useMe, useProject, useProjects } from "@/api/me";
import { asProblem } from "@/api/problems";
import { forget } from "@/api/session";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { ErrorState } from "@/ui/States";
import { OfflineBanner } from "./OfflineBanner";
import { Shell } from "./Shell";

/** Leaves for the sign-in page, and back here afterwards, when the API says that the session has ended. */
function useLeaveWhenSignedOut(): void {
  const client = useQueryClient();
  const router = useRouter();
  useEffect(
    () =>
      whenSignedOut(() => {
        const here = router.state.location.href;
        void forget(client).then(() => router.history.replace(places.signIn(here)));
      }),
    [client, router],
  );
}

function useLive(isSignedIn: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => (isSignedIn ? listenLive({ client, onState: setState }) : undefined), [client, isSignedIn]);
  return state;
}

export function Inside(): ReactNode {
  useLeaveWhenSignedOut();
  const me = useMe();
  const projects = useProjects();
  useLive(me.data !== undefined);
  const say = useWords();
  const { pathname } = useLocation();
  const { projectId } = useParams({ strict: false }) as { projectId?: string };
  if (me.error && me.data === undefined && asProblem(me.error).status !== 401) {
    return <ErrorState what={say("error.start")} safe={say("error.safe")} requestId={asProblem(me.error).requestId} onRetry={() => void me.refetch()} isRetrying={me.isFetching} />;
  }
  if (me.data === undefined) return null;
  const frame = { account: me.data, projects: projects.data?.projects ?? [], pathname, banner: <OfflineBanner /> };
  return projectId ? (
    <WithProject projectId={projectId} frame={frame} />
  ) : (
    <Shell {...frame}>
      <Outlet />
    </Shell>
  );
}

type Frame = Omit<Parameters<typeof Shell>[0], "children" | "project">;

function WithProject({ projectId, frame }: { projectId: string; frame: Frame }): ReactNode {
  const project = useProject(projectId);
  return (
    <Shell {...frame} project={{ id: projectId, viewer: project.data?.viewer, name: project.data?.name }}>
      <Outlet />
    </Shell>
  );
}
