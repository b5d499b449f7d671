/** A browser's own description as "Firefox · Linux"; what cannot be told is shown as it came. */
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|Chromium|CriOS|HeadlessChrome)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

const found = (of: readonly [RegExp, string][], agent: string): string | undefined => of.find(([pattern]) => pattern.test(agent))?.[1];

export function nameOfAgent(agent: string): string {
  const parts = [found(BROWSERS, agent), found(SYSTEMS, agent)].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : agent;
}
