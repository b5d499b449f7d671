import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Prose, Row, Stack } from "@/ui/Layout";
import { Status } from "@/ui/Status";
import { toast } from "@/ui/Toasts";
import { nameOfAgent } from "./agent";
import { type Session, useEndSession, useSessions } from "./queries";

/** Where I am signed in; every session but this one can be ended here. */
export function Sessions(): ReactNode {
  const say = useWords();
  const sessions = useSessions();
  return (
    <Answer of={sessions} failed={say("sessions.failed")}>
      {(data) => (
        <Stack as="ul">
          {data.sessions.map((session) => (
            <li key={session.id}>
              <Line session={session} />
            </li>
          ))}
        </Stack>
      )}
    </Answer>
  );
}

function Line({ session }: { session: Session }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const end = useEndSession(() => toast(say("sessions.ended")));
  const name = session.agent ? nameOfAgent(session.agent) : say("sessions.unnamed");
  return (
    <Stack gap={1}>
      <Row spread>
        <Stack gap={1}>
          <strong>{name}</strong>
          {session.seen_at && <Prose tone="small">{say("sessions.seen", { at: format.instant(session.seen_at) })}</Prose>}
        </Stack>
        {session.is_current ? (
          <Status of="done">{say("sessions.current")}</Status>
        ) : (
          <Button onPress={() => end.mutate(session.id)} isPending={end.isPending} aria-label={say("sessions.endNamed", { name })}>
            {say("sessions.end")}
          </Button>
        )}
      </Row>
      {end.error && <Banner tone="danger" live>{end.error.detail}</Banner>}
    </Stack>
  );
}
