import { useLocation, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asProblem, isPassing } from "@/api/problems";
import { InvitationForm } from "@/features/entry/InvitationForm";
import { tokenOf, useInvitation } from "@/features/entry/queries";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { LinkButton } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { ErrorState, Skeleton } from "@/ui/States";

/** Question: who invites me, and how do I come in? */
export function Screen(): ReactNode {
  const say = useWords();
  const router = useRouter();
  const token = tokenOf(useLocation().hash);
  const invitation = useInvitation(token);
  const problem = invitation.error ? asProblem(invitation.error) : null;
  if (token === "" || (problem && !isPassing(problem) && problem.status < 500)) return <Void />;
  if (problem) return <ErrorState what={say("invitation.failed")} requestId={problem.requestId} onRetry={() => void invitation.refetch()} isRetrying={invitation.isFetching} />;
  if (!invitation.data) return <Skeleton />;
  const look = invitation.data;
  return (
    <>
      <PageHeader title={say("invitation.title", { workspace: look.workspace_name })} lead={say(look.has_account ? "invitation.leadKnown" : "invitation.lead")} />
      <InvitationForm token={token} look={look} onDone={() => router.history.replace(places.welcome())} />
    </>
  );
}

/** Accepted before, cancelled, ran out or mistyped: all the same to a stranger. */
function Void(): ReactNode {
  const say = useWords();
  return (
    <>
      <PageHeader title={say("invitation.void")} lead={say("invitation.voidLead")} />
      <LinkButton href={places.signIn()}>{say("signIn.title")}</LinkButton>
    </>
  );
}
