import { type ReactNode, useState } from "react";
import { DropZone, FileTrigger, Text } from "react-aria-components";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Button } from "./Button";
import css from "./FileDrop.module.css";

export interface FileDropProps {
  label: string;
  onFiles: (files: File[]) => void;
  /** Media types or endings, as in <input accept>. */
  accept?: readonly string[];
  /** Larger files are refused in words, before any byte is sent. */
  mostBytes?: number;
  multiple?: boolean;
  isDisabled?: boolean;
}

/** Files by dropping, by pasting, or by a button. */
export function FileDrop({ label, onFiles, accept, mostBytes, multiple = true, isDisabled }: FileDropProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  const [refused, setRefused] = useState<string[]>([]);
  const take = (files: File[]): void => {
    const fits = (file: File): boolean => mostBytes === undefined || file.size <= mostBytes;
    setRefused(files.filter((file) => !fits(file)).map((file) => file.name));
    const taken = files.filter(fits);
    if (taken.length > 0) onFiles(multiple ? taken : taken.slice(0, 1));
  };
  return (
    <div className={css["outer"]}>
      <DropZone
        className={css["zone"]}
        isDisabled={isDisabled}
        onDrop={(event) => {
          const files = event.items.filter((item) => item.kind === "file").map((item) => item.getFile());
          void Promise.all(files).then(take);
        }}
      >
        <Text slot="label">{label}</Text>
        <FileTrigger allowsMultiple={multiple} acceptedFileTypes={accept} onSelect={(list) => list && take([...list])}>
          <Button icon="attach" isDisabled={isDisabled}>
            {say("files.choose", { count: multiple ? 2 : 1 })}
          </Button>
        </FileTrigger>
        {mostBytes !== undefined && <span className={css["limit"]}>{say("files.limit", { size: format.bytes(mostBytes) })}</span>}
      </DropZone>
      <div role="status">
        {refused.length > 0 && mostBytes !== undefined && (
          <p className={css["refused"]}>{say("files.tooLarge", { names: format.list(refused), size: format.bytes(mostBytes) })}</p>
        )}
      </div>
    </div>
  );
}
