import { type ReactNode, useEffect, useRef } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { Icon } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import { EmptyState } from "@/ui/States";
import { Markdown } from "./Markdown";
import css from "./Messages.module.css";
import { type Attachment, contentOf, type Message, type Place, useMarkRead, useMessages } from "./queries";
import { useIsSeen } from "./useIsSeen";

/** Oldest at the top, as they were written; earlier ones on request. What is seen is marked as read. */
export function Messages({ place }: { place: Place }): ReactNode {
  const say = useWords();
  const messages = useMessages(place);
  const newest = messages.data?.pages[0]?.messages[0];
  useReading(place, newest);
  return (
    <Answer of={messages} failed={say("conversation.failed")} safe={say("conversation.safe")}>
      {({ pages }) => {
        const all = pages.flatMap((page) => page.messages).reverse();
        if (all.length === 0) return <EmptyState title={say("conversation.empty")} />;
        return (
          <>
            {messages.hasNextPage && (
              <div>
                <Button onPress={() => void messages.fetchNextPage()} isPending={messages.isFetchingNextPage}>
                  {say("conversation.earlier")}
                </Button>
              </div>
            )}
            <ol className={css["list"]} aria-label={say("conversation.messages")}>
              {all.map((message) => (
                <Bubble key={message.id} message={message} projectId={place.projectId} />
              ))}
            </ol>
          </>
        );
      }}
    </Answer>
  );
}

/** Says once per newest message that it was read, and only while the page is looked at. */
function useReading(place: Place, newest: Message | undefined): void {
  const isSeen = useIsSeen();
  const { mutate } = useMarkRead(place);
  const last = useRef<string | null>(null);
  const id = newest?.id;
  useEffect(() => {
    if (!id || !isSeen || last.current === id) return;
    last.current = id;
    mutate(id);
  }, [id, isSeen, mutate]);
}

function Bubble({ message, projectId }: { message: Message; projectId: string }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const { answered_after_minutes: minutes } = message;
  return (
    <li className={classes(css["message"], message.is_mine && css["mine"])}>
      <p className={css["head"]}>
        <strong>{message.is_mine ? say("conversation.you", { name: message.author_name }) : message.author_name}</strong>
        {message.posted_at && <time dateTime={message.posted_at}>{format.instant(message.posted_at)}</time>}
      </p>
      {message.body && <Markdown text={message.body} />}
      {message.attachments.length > 0 && (
        <ul className={css["files"]} aria-label={say("conversation.files")}>
          {message.attachments.map((attachment) => (
            <FileLine key={attachment.id} attachment={attachment} projectId={projectId} />
          ))}
        </ul>
      )}
      {minutes !== undefined && <p className={css["foot"]}>{say("conversation.answeredAfter", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })}</p>}
    </li>
  );
}

function FileLine({ attachment, projectId }: { attachment: Attachment; projectId: string }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const isReady = attachment.state === "ATTACHMENT_STATE_CLEAN" || attachment.state === "ATTACHMENT_STATE_UNSCANNED";
  return (
    <li className={css["file"]}>
      <Icon name="attach" />
      {isReady ? (
        <Link href={contentOf(projectId, attachment.id)} download={attachment.file_name}>
          {attachment.file_name}
        </Link>
      ) : (
        <span>{attachment.file_name}</span>
      )}
      <span className={css["foot"]}>
        {[format.bytes(attachment.size_bytes), ...(attachment.state === "ATTACHMENT_STATE_CLEAN" ? [] : [say(`attachment.${attachment.state}`)])].join(" · ")}
      </span>
    </li>
  );
}
