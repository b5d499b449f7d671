import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useDraft } from "@/api/drafts";
import { refusal } from "@/api/problems";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button, IconButton } from "@/ui/Button";
import { FileDrop } from "@/ui/FileDrop";
import { Form, FormActions } from "@/ui/Form";
import { Prose, Row, Stack } from "@/ui/Layout";
import { TextAreaField } from "@/ui/TextField";
import { type Place, usePost } from "./queries";
import { UploadLine } from "./UploadLine";
import { type Arrived, useUploads } from "./useUploads";

interface Draft {
  body: string;
  files: Arrived[];
}

const EMPTY: Draft = { body: "", files: [] };

/** What is written here, and files that have arrived, survive a reload; the message goes out when its files are there. */
export function Composer({ place, mayAttach }: { place: Place; mayAttach: boolean }): ReactNode {
  const say = useWords();
  const [draft, setDraft, dropDraft] = useDraft<Draft>(`message:${place.conversationId}`, EMPTY);
  const [isWaiting, setWaiting] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const now = useRef(draft);
  now.current = draft;
  const change = (part: Partial<Draft>): void => {
    now.current = { ...now.current, ...part };
    setDraft(now.current);
  };
  const uploads = useUploads(place, (file) => change({ files: [...now.current.files, file] }));
  const post = usePost(place, dropDraft);
  const { mutate, isPending } = post;
  const send = useCallback(() => {
    const { body, files } = now.current;
    mutate({ body: body.trim(), attachment_ids: files.map(({ id }) => id) });
  }, [mutate]);
  const isUploading = uploads.sending.length > 0;
  useEffect(() => {
    if (!isWaiting || isUploading) return;
    setWaiting(false);
    if (now.current.files.length > 0 || now.current.body.trim()) send();
  }, [isWaiting, isUploading, send]);
  const submit = (): void => {
    const isEmpty = !draft.body.trim() && draft.files.length === 0 && !isUploading;
    setMissing(isEmpty);
    if (isEmpty || isPending) return;
    if (isUploading) setWaiting(true);
    else send();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <Form {...refusal(post.error, ["body"])} label={say("composer.form")} onSubmit={submit}>
      <div onKeyDown={onKeyDown}>
        <TextAreaField
          name="body"
          label={say("composer.body")}
          description={say("composer.help")}
          value={draft.body}
          maxLength={20000}
          onChange={(body) => change({ body })}
          error={isMissing && !draft.body.trim() && !isUploading && draft.files.length === 0 ? say("composer.missing") : undefined}
        />
      </div>
      <Files files={draft.files} onDrop={(id) => change({ files: now.current.files.filter((file) => file.id !== id) })} />
      {uploads.sending.map((one) => (
        <UploadLine key={one.key} one={one} uploads={uploads} />
      ))}
      {mayAttach ? <FileDrop label={say("composer.attach")} onFiles={uploads.add} /> : <Prose tone="small">{say("composer.noFiles")}</Prose>}
      {isWaiting && (
        <Banner live action={<Button look="plain" onPress={() => setWaiting(false)}>{say("composer.dontWait")}</Button>}>
          {say("composer.waiting")}
        </Banner>
      )}
      <FormActions>
        <Button type="submit" look="primary" isPending={isPending || isWaiting}>
          {say("composer.send")}
        </Button>
      </FormActions>
    </Form>
  );
}

/** Files that have arrived and go with the message. */
function Files({ files, onDrop }: { files: readonly Arrived[]; onDrop: (id: string) => void }): ReactNode {
  const say = useWords();
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <Stack as="ul" gap={1}>
      {files.map(({ id, name, sizeBytes }) => (
        <li key={id}>
          <Row gap={2}>
            <span>{say("composer.file", { name, size: format.bytes(sizeBytes) })}</span>
            <IconButton icon="close" label={say("composer.removeFile", { name })} onPress={() => onDrop(id)} />
          </Row>
        </li>
      ))}
    </Stack>
  );
}
