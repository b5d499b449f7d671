import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Row, Stack } from "@/ui/Layout";
import { ProgressBar } from "@/ui/ProgressBar";
import type { Sending, Uploads } from "./useUploads";

/** One file on its way. */
export function UploadLine({ one, uploads }: { one: Sending; uploads: Uploads }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const name = one.file.name;
  const note = say(one.state === "paused" ? "upload.paused" : "upload.progress", { sent: format.bytes(one.sentBytes), total: format.bytes(one.file.size) });
  return (
    <Stack gap={2}>
      <ProgressBar label={say("upload.label", { name })} share={one.file.size > 0 ? one.sentBytes / one.file.size : 1} note={note} />
      {one.problem && <Banner tone="danger" live>{say("upload.failed", { name, why: one.problem.detail })}</Banner>}
      <Row gap={2}>
        {one.state === "sending" ? (
          <Button onPress={() => uploads.pause(one.key)} aria-label={say("upload.pauseNamed", { name })}>
            {say("upload.pause")}
          </Button>
        ) : (
          <Button onPress={() => uploads.resume(one.key)} aria-label={say("upload.resumeNamed", { name })}>
            {say("upload.resume")}
          </Button>
        )}
        <Button look="plain" onPress={() => uploads.cancel(one.key)} aria-label={say("upload.cancelNamed", { name })}>
          {say("upload.cancel")}
        </Button>
      </Row>
    </Stack>
  );
}
