import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Row } from "@/ui/Layout";
import { Status } from "@/ui/Status";
import type { Hiccup } from "./queries";

/** "Promised 12 May, now 15 May, +3 d" */
export function Slip({ of }: { of: Hiccup }): ReactNode {
  const say = useWords();
  const format = useFormat();
  return (
    <Row>
      <span>{say("hiccups.moved", { promised: format.date(of.promised_on), forecast: format.date(of.forecast_on) })}</span>
      <Status of={of.slip_days > 0 ? "late" : "done"}>{say("moved.by", { days: format.signed(of.slip_days) })}</Status>
    </Row>
  );
}
