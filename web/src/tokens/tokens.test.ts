import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contrast, distance, VISION } from "./colour";

const source = join(process.cwd(), "src");
const css = readFileSync(join(source, "tokens/tokens.css"), "utf8");

function tokensOf(theme: "light" | "dark"): Record<string, string> {
  const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
  return Object.fromEntries(pairs.map(([, name, light, dark]) => [name, theme === "light" ? light : dark]));
}

/** WCAG 2.2: 4.5 for text, 3 for the outline of a control or a graphic. */
const TEXT = ["ink", "muted", "accent", "danger", "done", "plan", "late", "waits"];
const STATES = ["done", "plan", "late", "waits"];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  const token = tokensOf(theme);
  const of = (name: string): string => token[name] ?? "missing";

  test.each(TEXT)("%s is readable as text on paper and on raised", (name) => {
    expect(contrast(of(name), of("paper"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of(name), of("raised"))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["line", "focus"])("%s can be told from its ground", (name) => {
    expect(contrast(of(name), of("paper"))).toBeGreaterThanOrEqual(3);
    expect(contrast(of(name), of("raised"))).toBeGreaterThanOrEqual(2.95);
  });

  test("text on a filled button is readable", () => {
    expect(contrast(of("on-accent"), of("accent"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("on-danger"), of("danger"))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(VISION))("no two states look alike to %s vision", (_name, vision) => {
    const pairs = STATES.flatMap((one, index) => STATES.slice(index + 1).map((other) => distance(of(one), of(other), vision)));
    expect(Math.min(...pairs)).toBeGreaterThanOrEqual(8);
  });
});

test("colours are written in tokens.css and nowhere else", () => {
  const literal = /#[0-9a-f]{3,8}\b(?=[\s;,)"'])|\b(?:rgba?|hsla?|oklch|oklab)\(\s*[\d.]/i;
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.(css|tsx?)$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith("tokens.css") && !name.includes("schema.ts"),
  );
  const offenders = files.flatMap((name) =>
    readFileSync(join(source, name), "utf8")
      .split("\n")
      .map((line, index) => (literal.test(line) ? `${name}:${index + 1} ${line.trim()}` : ""))
      .filter(Boolean),
  );
  expect(offenders).toEqual([]);
});
