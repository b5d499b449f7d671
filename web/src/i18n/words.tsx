/** Words on the screen: whole ICU sentences by explicit id, from messages/<locale>/*.po. */
import { i18n } from "@lingui/core";
import { I18nProvider as LinguiProvider, Trans, useLingui } from "@lingui/react";
import type { ReactElement, ReactNode } from "react";
import type { MessageId } from "./ids.gen";

export type { MessageId } from "./ids.gen";
export type Values = Record<string, string | number>;
export type Say = (id: MessageId, values?: Values) => string;

/** `say("signIn.title")`, `say("changes.moves", { days: 3 })`; re-renders when the language changes. */
export function useWords(): Say {
  const { i18n: current } = useLingui();
  return (id, values) => current._(id, values);
}

/** For code outside components; reads the language of the moment. */
export const say: Say = (id, values) => i18n._(id, values);

/** A sentence with elements in it: `<Words id="…" values={{…}} parts={[<b />]}/>` for "Read <0>this</0>". */
export function Words({ id, values, parts = [] }: { id: MessageId; values?: Values; parts?: ReactElement[] }): ReactNode {
  return <Trans id={id} values={values} components={Object.fromEntries(parts.map((part, index) => [index, part]))} />;
}

export function WordsProvider({ children }: { children: ReactNode }): ReactNode {
  return <LinguiProvider i18n={i18n}>{children}</LinguiProvider>;
}
