import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toasts";
import { type Grant, useWithdraw } from "./queries";

export interface WithdrawDialogProps {
  projectId: string;
  grant: Grant;
  /** Whose access ends. */
  name: string;
  /** After it the client's default counts for this contact, so not everything ends. */
  fallsBack: boolean;
  onClose: () => void;
}

export function WithdrawDialog({ projectId, grant, name, fallsBack, onClose }: WithdrawDialogProps): ReactNode {
  const say = useWords();
  const withdraw = useWithdraw(projectId, () => {
    toast(say("access.withdrawn", { name }));
    onClose();
  });
  return (
    <Dialog
      role="alertdialog"
      title={say("access.withdrawTitle", { name })}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      footer={
        <>
          <Button look="danger" onPress={() => withdraw.mutate(grant.id)} isPending={withdraw.isPending}>
            {say("access.withdrawSure")}
          </Button>
          <Button onPress={onClose}>{say("access.keep")}</Button>
        </>
      }
    >
      <p>{say(fallsBack ? "access.withdrawFallsBack" : "access.withdrawMeans", { name })}</p>
      {withdraw.error && <Banner tone="danger" live>{withdraw.error.detail}</Banner>}
    </Dialog>
  );
}
