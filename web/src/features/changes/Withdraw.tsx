import type { ReactNode } from "react";
import { refusal } from "@/api/problems";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Row, Stack } from "@/ui/Layout";
import { useWithdraw } from "./queries";

/** Takes the wish back, while nobody has settled it. */
export function Withdraw({ projectId, changeId }: { projectId: string; changeId: string }): ReactNode {
  const say = useWords();
  const withdraw = useWithdraw(projectId, changeId);
  const { failure } = refusal(withdraw.error, []);
  return (
    <Stack gap={3}>
      {failure && <Banner tone="danger" live>{failure}</Banner>}
      <Row>
        <Button look="plain" onPress={() => withdraw.mutate(null)} isPending={withdraw.isPending}>
          {say("changes.withdraw")}
        </Button>
      </Row>
    </Stack>
  );
}
