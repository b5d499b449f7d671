import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";
import { readCatalog } from "../../plugins/catalogs";

const root = join(process.cwd(), "messages");
const english = readCatalog(root, "en");
const german = readCatalog(root, "de");

function argumentsOf(text: string): string[] {
  const names = new Set<string>();
  const walk = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return;
    for (const token of tokens) {
      if (!Array.isArray(token)) continue;
      names.add(String(token[0]));
      if (token[2] && typeof token[2] === "object") Object.values(token[2]).forEach(walk);
    }
  };
  walk(compileMessageOrThrow(text));
  return [...names].sort();
}

test("English and German say the same things", () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
});

test.each([...english.keys()])("%s takes the same values and elements in both languages", (id) => {
  const elements = (text: string): string[] => [...text.matchAll(/<\/?\d+\/?>/g)].map(([tag]) => tag).sort();
  const [en, de] = [english.get(id) ?? "", german.get(id) ?? ""];
  expect(argumentsOf(de)).toEqual(argumentsOf(en));
  expect(elements(de)).toEqual(elements(en));
});

test("no message is left that nothing says", () => {
  const source = join(process.cwd(), "src");
  const text = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith("ids.gen.ts") && !name.includes(".test."))
    .map((name) => readFileSync(join(source, name), "utf8"))
    .join("\n");
  const built = [...text.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? "");
  const unused = [...english.keys()].filter((id) => !text.includes(`"${id}"`) && !built.some((prefix) => id.startsWith(prefix)));
  expect(unused).toEqual([]);
});
