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
import { Table } from "@/ui/Table";
import { base64Of } from "./base64";
import { type PlanImported, useImportPlan } from "./queries";

/** The limit of the API, before base64. */
const MOST_BYTES = 10 * 1024 * 1024;

/** A file of Microsoft Project XML becomes the plan; what was not taken over is said afterwards. */
export function ImportPlan({ projectId, onClose }: { projectId: string; onClose: () => void }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const [file, setFile] = useState<File | null>(null);
  const [startOn, setStartOn] = useState<string | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const sending = useImportPlan(projectId);
  const send = (): void => {
    if (!file) return;
    setUnreadable(false);
    base64Of(file).then((content) => sending.mutate({ fileName: file.name, content, startOn }), () => setUnreadable(true));
  };
  const { failure } = refusal(sending.error, []);
  return (
    <Dialog title={say("plan.import")} size="large" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      {sending.data ? (
        <ImportReport done={sending.data} onClose={onClose} />
      ) : (
        <Form onSubmit={send} failure={unreadable ? say("plan.importUnreadable") : failure}>
          <Prose>{say("plan.importLead")}</Prose>
          <FileDrop label={say("plan.importDrop")} accept={[".xml"]} mostBytes={MOST_BYTES} multiple={false} onFiles={(files) => setFile(files[0] ?? null)} />
          {file && <p role="status">{say("plan.importChosen", { name: file.name, size: format.bytes(file.size) })}</p>}
          <DateField name="start_on" label={say("plan.importStart")} description={say("plan.importStartHelp")} optional value={startOn} onChange={setStartOn} />
          <FormActions>
            <Button type="submit" look="primary" isDisabled={!file} isPending={sending.isPending}>
              {say("plan.importSend")}
            </Button>
          </FormActions>
        </Form>
      )}
    </Dialog>
  );
}

export function ImportReport({ done, onClose }: { done: PlanImported; onClose: () => void }): ReactNode {
  const say = useWords();
  return (
    <Stack gap={5}>
      <Banner tone="done" live>
        {say("plan.imported", { tasks: done.task_count, links: done.link_count })}
      </Banner>
      <p>{say("plan.importCounts", { mapped: done.mapped_count, approximated: done.approximated_count, dropped: done.dropped_count })}</p>
      <Table
        label={say("plan.losses")}
        rows={done.losses}
        rowId={(loss) => `${loss.element} ${loss.treatment} ${loss.note}`}
        rowText={(loss) => loss.element}
        empty={say("plan.noLosses")}
        columns={[
          { id: "element", header: say("plan.lossElement"), cell: (loss) => loss.element },
          { id: "treatment", header: say("plan.lossTreatment"), cell: (loss) => (loss.treatment === "dropped" ? say("plan.lossDropped") : say("plan.lossApproximated")) },
          { id: "count", header: say("plan.lossCount"), align: "end", cell: (loss) => loss.count },
          { id: "note", header: say("plan.lossNote"), cell: (loss) => loss.note },
        ]}
      />
      <FormActions>
        <Button look="primary" onPress={onClose}>
          {say("plan.importSee")}
        </Button>
      </FormActions>
    </Stack>
  );
}
