import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Link } from "@/ui/Link";
import { Prose, Row, Stack } from "@/ui/Layout";
import { ProgressBar } from "@/ui/ProgressBar";
import { Status } from "@/ui/Status";
import { fileOf, isUnderWay, type Report, useCancel } from "./queries";
import css from "./ReportList.module.css";

export function ReportList({ projectId, reports }: { projectId: string; reports: readonly Report[] }): ReactNode {
  const say = useWords();
  return (
    <ul className={css["list"]} aria-label={say("reports.mine")}>
      {reports.map((report) => (
        <li key={report.id} className={css["report"]}>
          <ReportLine projectId={projectId} report={report} />
        </li>
      ))}
    </ul>
  );
}

function ReportLine({ projectId, report }: { projectId: string; report: Report }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const at = report.finished_at ?? report.ordered_at;
  const level = say(`reports.level.${report.level}`);
  return (
    <Stack gap={2}>
      <Row spread align="baseline">
        <h3 className={css["title"]}>{report.title}</h3>
        {at && <time dateTime={at}>{format.instant(at)}</time>}
      </Row>
      {isUnderWay(report) && <UnderWay projectId={projectId} report={report} />}
      {report.state === "REPORT_STATE_READY" && (
        <Row gap={4}>
          <Status of="done">{say("reports.ready")}</Status>
          <Link href={fileOf(projectId, report.id)} download={`${report.title}.pdf`}>
            {say("reports.download")}
          </Link>
          <Prose tone="small">
            {[
              ...(report.page_count === undefined ? [] : [say("reports.pages", { count: report.page_count })]),
              ...(report.size_bytes === undefined ? [] : [format.bytes(report.size_bytes)]),
              level,
            ].join(" · ")}
          </Prose>
        </Row>
      )}
      {report.state === "REPORT_STATE_FAILED" && <Banner tone="danger">{say("reports.failedWhy", { why: report.failure ?? say("reports.noReason") })}</Banner>}
      {report.state === "REPORT_STATE_CANCELLED" && <Prose tone="muted">{say("reports.cancelled")}</Prose>}
    </Stack>
  );
}

function UnderWay({ projectId, report }: { projectId: string; report: Report }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const cancel = useCancel(projectId);
  const isQueued = report.state === "REPORT_STATE_QUEUED";
  return (
    <>
      <ProgressBar
        label={isQueued ? say("reports.queued") : report.step || say("reports.rendering")}
        share={isQueued ? undefined : report.percent_done / 100}
        note={isQueued ? undefined : format.percent(report.percent_done / 100)}
      />
      <div>
        <Button onPress={() => cancel.mutate(report.id)} isPending={cancel.isPending} aria-label={say("reports.cancelNamed", { title: report.title })}>
          {say("reports.cancel")}
        </Button>
      </div>
      {cancel.error && <Banner tone="danger" live>{cancel.error.detail}</Banner>}
    </>
  );
}
