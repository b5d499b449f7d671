import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { DateField } from "@/ui/DateField";
import { Dialog } from "@/ui/Dialog";
import { FileDrop } from "@/ui/FileDrop";
import { Form, FormActions } from "@/ui/Form";
import { Prose, Stack } from "@/ui/Layout";
import { Skeleton } from "@/ui/States";
import { base64Of, packed } from "./base64";
import { ImportReport } from "./ImportReport";
import { type ImportWish, useExchange, useImportPlan } from "./queries";

/** The limit of the API for a file that is sent as it is, until it has been asked for that of a compressed one. */
const MOST_BYTES = 10 * 1024 * 1024;

/**
 * A file becomes the plan. As soon as it is chosen it is read without being taken over, and the report says what would
 * be mapped, approximated and dropped; nothing is written before the reader says so.
 */
export function ImportPlan({ projectId, onClose }: { projectId: string; onClose: () => void }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const exchange = useExchange(projectId).data;
  const [wish, setWish] = useState<ImportWish | null>(null);
  const [size, setSize] = useState(0);
  const [unreadable, setUnreadable] = useState(false);
  const trial = useImportPlan(projectId, true);
  const taking = useImportPlan(projectId, false);
  const read = (next: ImportWish): void => {
    setWish(next);
    taking.reset();
    trial.mutate(next);
  };
  const choose = (file: File | undefined): void => {
    if (!file) return;
    setUnreadable(false);
    setSize(file.size);
    packed(file).then(base64Of).then((content) => read({ fileName: file.name, content, startOn: wish?.startOn ?? null }), () => setUnreadable(true));
  };
  const kinds = exchange?.kinds ?? [];
  const accept = kinds.length > 0 ? kinds.filter(({ is_read }) => is_read).map(({ extension }) => `.${extension}`) : [".xml", ".csv"];
  const { failure } = refusal(taking.error ?? trial.error, []);
  if (taking.data) {
    return (
      <Dialog title={say("plan.import")} size="large" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
        <Stack gap={5}>
          <Banner tone="done" live>
            {say("plan.imported", { tasks: taking.data.task_count, links: taking.data.link_count })}
          </Banner>
          <ImportReport report={taking.data} />
          <FormActions>
            <Button look="primary" onPress={onClose}>
              {say("plan.importSee")}
            </Button>
          </FormActions>
        </Stack>
      </Dialog>
    );
  }
  return (
    <Dialog title={say("plan.import")} size="large" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form onSubmit={() => wish && taking.mutate(wish)} failure={unreadable ? say("plan.importUnreadable") : failure}>
        <Prose>{say("plan.importLead")}</Prose>
        <FileDrop label={say("plan.importDrop")} accept={accept} mostBytes={exchange?.max_unpacked_bytes ?? MOST_BYTES} multiple={false} onFiles={(files) => choose(files[0])} />
        {kinds
          .filter(({ is_read, missing }) => !is_read && missing)
          .map(({ extension, name, missing }) => (
            <Prose key={extension} tone="small">
              {say("plan.importMissing", { name, extension, missing })}
            </Prose>
          ))}
        {wish && <p role="status">{say("plan.importChosen", { name: wish.fileName, size: format.bytes(size) })}</p>}
        <DateField name="start_on" label={say("plan.importStart")} description={say("plan.importStartHelp")} optional value={wish?.startOn ?? null} onChange={(startOn) => read({ ...(wish ?? { fileName: "", content: "" }), startOn })} isDisabled={!wish} />
        {trial.isPending && <Skeleton lines={4} />}
        {trial.data && !trial.isPending && (
          <Stack gap={3}>
            <Prose tone="lead">{say("plan.importWould", { tasks: trial.data.task_count, links: trial.data.link_count, format: trial.data.format })}</Prose>
            <ImportReport report={trial.data} />
          </Stack>
        )}
        {trial.data && !trial.isPending && (
          <FormActions>
            <Button type="submit" look="primary" isPending={taking.isPending}>
              {say("plan.importSend")}
            </Button>
            <Button onPress={onClose}>{say("plan.importLeave")}</Button>
          </FormActions>
        )}
      </Form>
    </Dialog>
  );
}
