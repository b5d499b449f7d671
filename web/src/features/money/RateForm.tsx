import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { Columns } from "@/ui/Layout";
import { NumberField } from "@/ui/NumberField";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/Toasts";
import { amountOf, digitsOf } from "./amounts";
import { useSetRate } from "./queries";

const FIELDS = ["name", "bill", "cost"] as const;

/** Sets the rates of a person or trade; the same name again replaces them. */
export function RateForm({ projectId, currency }: { projectId: string; currency: string }): ReactNode {
  const say = useWords();
  const [name, setName] = useState("");
  const [bill, setBill] = useState(NaN);
  const [cost, setCost] = useState(NaN);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const saving = useSetRate(projectId, () => {
    toast(say("money.rateSaved", { name }));
    setName("");
    setBill(NaN);
    setCost(NaN);
  });
  const { errors, failure } = refusal(saving.error, FIELDS);
  const amount = { unit: currency, minValue: 0, formatOptions: { maximumFractionDigits: digitsOf(currency) } };
  const submit = (): void => {
    setMissing(name.trim() ? {} : { name: say("money.nameMissing") });
    if (name.trim()) saving.mutate({ name: name.trim(), bill: amountOf(bill, currency), cost: amountOf(cost, currency) });
  };
  return (
    <Form label={say("money.rateTitle")} errors={Object.keys(missing).length > 0 ? missing : errors} failure={failure} onSubmit={submit}>
      <TextField name="name" label={say("money.name")} value={name} onChange={setName} maxLength={120} />
      <Columns gap={4}>
        <NumberField name="bill" label={say("money.bill")} description={say("money.billHelp")} optional value={bill} onChange={setBill} {...amount} />
        <NumberField name="cost" label={say("money.cost")} description={say("money.costHelp")} optional value={cost} onChange={setCost} {...amount} />
      </Columns>
      <FormActions>
        <Button type="submit" isPending={saving.isPending}>
          {say("money.saveRate")}
        </Button>
      </FormActions>
    </Form>
  );
}
