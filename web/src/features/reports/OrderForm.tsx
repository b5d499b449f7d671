import { type ReactNode, useState } from "react";
import { refusal } from "@/api/problems";
import { useLanguage } from "@/i18n/language";
import { LOCALES } from "@/i18n/locale";
import { useWords } from "@/i18n/words";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Form, FormActions } from "@/ui/Form";
import { useOrder } from "./queries";

/** The language is the only choice: the level is the reader's own. */
export function OrderForm({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const [language, setLanguage] = useState<(typeof LOCALES)[number]>(useLanguage());
  const order = useOrder(projectId);
  return (
    <Form {...refusal(order.error, ["language"])} label={say("reports.order")} onSubmit={() => order.mutate({ language })}>
      <Choice name="language" label={say("reports.language")} value={language} onChange={setLanguage} options={LOCALES.map((id) => ({ id, label: say(`language.${id}`) }))} />
      <FormActions>
        <Button type="submit" look="primary" icon="report" isPending={order.isPending}>
          {say("reports.order")}
        </Button>
      </FormActions>
    </Form>
  );
}
