import type { ReactNode } from "react";
import { useDraft } from "@/api/drafts";
import { refusal } from "@/api/problems";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { Prose } from "@/ui/Layout";
import { TextAreaField } from "@/ui/TextField";
import { Markdown } from "./Markdown";
import { type Place, useAddNote, useNotes } from "./queries";
import css from "./StaffNotes.module.css";

/** Beside a conversation, for staff: another kind of thing than a message, and looking like it. */
export function StaffNotes({ place }: { place: Place }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const notes = useNotes(place);
  const [draft, setDraft, dropDraft] = useDraft(`note:${place.conversationId}`, "");
  const add = useAddNote(place, dropDraft);
  return (
    <section className={css["notes"]} aria-labelledby="staff-notes">
      <h2 id="staff-notes">{say("notes.title")}</h2>
      <Prose tone="small">{say("notes.lead")}</Prose>
      <Form {...refusal(add.error, ["body"])} label={say("notes.form")} onSubmit={() => draft.trim() && add.mutate({ body: draft.trim() })}>
        <TextAreaField name="body" label={say("notes.body")} value={draft} onChange={setDraft} maxLength={20000} />
        <FormActions>
          <Button type="submit" isPending={add.isPending} isDisabled={!draft.trim()}>
            {say("notes.add")}
          </Button>
        </FormActions>
      </Form>
      <Answer of={notes} failed={say("notes.failed")} absent="block">
        {(data) => (
          <ul className={css["list"]} aria-label={say("notes.title")}>
            {data.notes.map((note) => (
              <li key={note.id} className={css["note"]}>
                <p className={css["head"]}>
                  <strong>{note.author_name}</strong>
                  {note.written_at && <time dateTime={note.written_at}>{format.instant(note.written_at)}</time>}
                </p>
                <Markdown text={note.body} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}
