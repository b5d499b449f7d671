/**
 * Compiled ICU messages as modules: `catalog:<locale>` holds the rooms that the first page needs,
 * `catalog:<locale>+` the rest, which comes with the first screen beyond it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import PO from "pofile";
import type { Plugin } from "vite";

const PREFIX = "catalog:";
const RESOLVED = "\0catalog:";
/** Files of messages/<locale> that are loaded before the first paint; they count against the budget of home. */
const FIRST_ROOMS = ["frame.po", "parts.po", "entry.po", "home.po"];
type Part = "first" | "rest" | "all";

/** All files of one locale, sorted, so that builds are equal byte for byte. */
function filesOf(root: string, locale: string, part: Part): string[] {
  const folder = join(root, locale);
  const isAsked = (name: string): boolean => part === "all" || FIRST_ROOMS.includes(name) === (part === "first");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".po") && isAsked(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Reads one locale: id → source text. A doubled or untranslated id is an error that names its file. */
export function readCatalog(root: string, locale: string, part: Part = "all"): Map<string, string> {
  const words = new Map<string, string>();
  for (const file of filesOf(root, locale, part)) {
    for (const item of PO.parse(readFileSync(file, "utf8")).items) {
      const text = item.msgstr[0];
      if (!text) throw new Error(`${file}: "${item.msgid}" has no text.`);
      if (words.has(item.msgid)) throw new Error(`${file}: "${item.msgid}" is already in another file of ${locale}.`);
      words.set(item.msgid, text);
    }
  }
  return words;
}

export function catalogs(root: string): Plugin {
  return {
    name: "inloop-catalogs",
    resolveId: (id) => (id.startsWith(PREFIX) ? RESOLVED + id.slice(PREFIX.length) : null),
    load(id) {
      if (!id.startsWith(RESOLVED)) return null;
      const name = id.slice(RESOLVED.length);
      const [locale, part] = name.endsWith("+") ? [name.slice(0, -1), "rest" as const] : [name, "first" as const];
      for (const file of filesOf(root, locale, part)) this.addWatchFile(file);
      const compiled = [...readCatalog(root, locale, part)].map(([key, text]) => [key, compileMessageOrThrow(text)]);
      return `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(compiled)))});`;
    },
  };
}
