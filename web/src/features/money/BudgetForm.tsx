import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Form, FormActions } from "@/ui/Form";
import { NumberField } from "@/ui/NumberField";
import { toast } from "@/ui/Toasts";
import { amountOf, digitsOf, typedOf } from "./amounts";
import { type ProjectMoney, useSetBudget } from "./queries";

/** What the client agreed to pay, before changes. */
export function BudgetForm({ projectId, currency, money }: { projectId: string; currency: string; money: ProjectMoney }): ReactNode {
  const say = useWords();
  const [typed, setTyped] = useState(() => typedOf(money.budget));
  const saving = useSetBudget(projectId, () => toast(say("money.budgetSaved")));
  const budget = amountOf(typed, currency);
  return (
    <Form label={say("money.budget")} {...refusal(saving.error, ["budget"])} onSubmit={() => budget && saving.mutate(budget)}>
      <NumberField name="budget" label={say("money.budget")} unit={currency} value={typed} onChange={setTyped} minValue={0} formatOptions={{ maximumFractionDigits: digitsOf(currency) }} />
      <FormActions>
        <Button type="submit" look="primary" isPending={saving.isPending}>
          {say("money.saveBudget")}
        </Button>
      </FormActions>
    </Form>
  );
}
