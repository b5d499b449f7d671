/** The colours that the painter is given; one value per token. */
export interface Theme {
  readonly paper: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly accent: string;
  readonly line: string;
  readonly done: string;
  readonly plan: string;
  readonly late: string;
  readonly waits: string;
  readonly font: string;
}

/** The client's own tokens by name, so that a change of theme repaints nothing. */
export const TOKENS: Theme = {
  paper: "var(--paper)",
  raised: "var(--raised)",
  ink: "var(--ink)",
  muted: "var(--muted)",
  accent: "var(--accent)",
  line: "var(--line)",
  done: "var(--done)",
  plan: "var(--plan)",
  late: "var(--late)",
  waits: "var(--waits)",
  font: "var(--sans)",
};

/** The colour of a state; throws for a word that is no state. */
export function stateColour(theme: Theme, state: string): string {
  if (state === "done" || state === "plan" || state === "late" || state === "waits") return theme[state];
  throw new Error(`There is no state called ${state}.`);
}
