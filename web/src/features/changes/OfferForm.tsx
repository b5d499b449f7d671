import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { DateField } from "@/ui/DateField";
import { Form, FormActions } from "@/ui/Form";
import { NumberField } from "@/ui/NumberField";
import { TextAreaField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { useOffer } from "./queries";

const FIELDS = ["price", "note", "expires_on"] as const;

/** The manager's answer to a wish: price, words, last day. */
export function OfferForm({ projectId, changeId, currency }: { projectId: string; changeId: string; currency: string }): ReactNode {
  const say = useWords();
  const { locale } = useFormat();
  const [price, setPrice] = useState(NaN);
  const [note, setNote] = useState("");
  const [expiresOn, setExpiresOn] = useState<string | null>(null);
  const offering = useOffer(projectId, changeId);
  const digits = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const send = (): void => {
    const amount = Number.isNaN(price) ? {} : { price: { currency, minor_units: Math.round(price * 10 ** digits) } };
    offering.mutate({ ...amount, note, ...(expiresOn ? { expires_on: expiresOn } : {}) }, { onSuccess: () => toast(say("changes.offered")) });
  };
  return (
    <Card title={say("changes.offerTitle")}>
      <Form label={say("changes.offerTitle")} {...refusal(offering.error, FIELDS)} onSubmit={send}>
        <NumberField name="price" label={say("changes.price")} description={say("changes.priceHelp")} optional unit={currency} value={price} onChange={setPrice} minValue={0} formatOptions={{ maximumFractionDigits: digits }} />
        <TextAreaField name="note" label={say("changes.note")} optional value={note} onChange={setNote} maxLength={4000} />
        <DateField name="expires_on" label={say("changes.expires")} description={say("changes.expiresHelp")} optional value={expiresOn} onChange={setExpiresOn} />
        <FormActions>
          <Button type="submit" look="primary" isPending={offering.isPending}>
            {say("changes.offer")}
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}
