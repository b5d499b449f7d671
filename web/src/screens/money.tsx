import type { ReactNode } from "react";
import { type Project, useProject } from "@/api/me";
import { BudgetForm } from "@/features/money/BudgetForm";
import { type ProjectMoney, useMoney } from "@/features/money/queries";
import { RateForm } from "@/features/money/RateForm";
import { RateTable } from "@/features/money/RateTable";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { type Fact, Facts } from "@/ui/Facts";
import { Stack } from "@/ui/Layout";
import { PageHeader } from "@/ui/PageHeader";
import { DeniedLine } from "@/ui/States";

/** Question: what was agreed to be paid, and at which rates? */
export function Screen({ projectId }: { projectId: string }): ReactNode {
  const say = useWords();
  const project = useProject(projectId);
  const money = useMoney(projectId);
  return (
    <Answer of={project} failed={say("money.failed")}>
      {(about) => (
        <Answer of={money} failed={say("money.failed")}>
          {(amounts) => <Amounts project={about} money={amounts} />}
        </Answer>
      )}
    </Answer>
  );
}

function Amounts({ project, money }: { project: Project; money: ProjectMoney }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const isStaff = project.viewer?.is_staff ?? false;
  const isManager = project.viewer?.role === "ROLE_MANAGER" || project.viewer?.role === "ROLE_OWNER";
  const { budget, approved_changes: changes, rates = [] } = money;
  const total = budget && { currency: budget.currency, minor_units: budget.minor_units + (changes?.minor_units ?? 0) };
  const facts: Fact[] = [
    { term: say("money.budget"), value: budget ? format.money(budget) : say("money.noBudget") },
    ...(changes ? [{ term: say("money.changes"), value: format.money(changes) }] : []),
    ...(total ? [{ term: say("money.total"), value: format.money(total) }] : []),
  ];
  return (
    <Stack gap={5}>
      <PageHeader title={say("money.title")} lead={total ? say("money.lead", { total: format.money(total) }) : say("money.leadNone")} />
      {isStaff && !isManager && <DeniedLine>{say("money.denied")}</DeniedLine>}
      <Card title={say("money.agreed")}>
        <Facts facts={facts} />
        {isManager && <BudgetForm projectId={project.id} currency={project.currency} money={money} />}
      </Card>
      <Card title={say("money.rates")}>
        <RateTable rates={rates} />
        {isManager && <RateForm projectId={project.id} currency={project.currency} />}
      </Card>
    </Stack>
  );
}
