import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Row } from "@/ui/Layout";
import { Status } from "@/ui/Status";
import type { Hiccup } from "./queries";

/** "Promised 12 May, now 15 May, +3 d"; of what holds again only that it had slipped. */
export function Slip({ of }: { of: Hiccup }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const dates = { promised: format.date(of.promised_on), forecast: format.date(of.forecast_on) };
  if (of.state === "HICCUP_STATE_RESOLVED") return <p>{say("hiccups.hadMoved", dates)}</p>;
  return (
    <Row>
      <span>{say("hiccups.moved", dates)}</span>
      <Status of={of.slip_days > 0 ? "late" : "done"}>{say("moved.by", { days: format.signed(of.slip_days) })}</Status>
    </Row>
  );
}
