/** The states of a part that is not simply there: loading, empty, error, denied, absent. */
import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Button, LinkButton } from "./Button";
import { Unseen } from "./Layout";
import { Icon } from "./Icon";
import { PageHeader } from "./PageHeader";
import css from "./States.module.css";

/** Grey lines in the final geometry. Invisible for the first 200 ms, so that a quick answer does not flicker. */
export function Skeleton({ lines = 3, block }: { lines?: number; block?: "card" | "chart" }): ReactNode {
  const say = useWords();
  return (
    <div className={css["skeleton"]} role="status">
      <Unseen>{say("state.loading")}</Unseen>
      {block ? <span className={css[block]} /> : Array.from({ length: lines }, (_, index) => <span key={index} className={css["bone"]} />)}
    </div>
  );
}

/** Nothing here, said specifically: what it means and what to do. */
export function EmptyState({ title, action, children }: { title: string; action?: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <div className={css["empty"]}>
      <p className={css["title"]}>{title}</p>
      {children && <div className={css["more"]}>{children}</div>}
      {action && <div>{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  /** What failed, as a sentence: "The timeline could not be loaded." */
  what: string;
  /** What is safe: "Nothing you wrote is lost." */
  safe?: string;
  onRetry?: () => void;
  isRetrying?: boolean;
  /** For whoever helps: quoted as is. */
  requestId?: string;
  /** Another way to the same thing. */
  children?: ReactNode;
}

export function ErrorState({ what, safe, onRetry, isRetrying, requestId, children }: ErrorStateProps): ReactNode {
  const say = useWords();
  return (
    <div className={css["error"]} role="alert">
      <Icon name="warning" />
      <div className={css["errorWords"]}>
        <p className={css["title"]}>{what}</p>
        {safe && <p>{safe}</p>}
        {children}
        {onRetry && (
          <div>
            <Button onPress={onRetry} isPending={isRetrying}>
              {say("action.retry")}
            </Button>
          </div>
        )}
        {requestId && (
          <p className={css["request"]}>
            {say("state.requestId")} <code>{requestId}</code>
          </p>
        )}
      </div>
    </div>
  );
}

/** May see it, may not do it: a line that names who can. Never a dead button. */
export function DeniedLine({ children }: { children: ReactNode }): ReactNode {
  return <p className={css["denied"]}>{children}</p>;
}

/** The page of an id that does not exist, or does not exist for this reader: the same words. */
export function AbsentPage(): ReactNode {
  const say = useWords();
  return (
    <>
      <PageHeader title={say("absent.title")} lead={say("absent.lead")} />
      <LinkButton href={places.home()}>{say("absent.home")}</LinkButton>
    </>
  );
}
