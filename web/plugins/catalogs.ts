/** Turns `catalog:<locale>` into the compiled ICU messages of every `messages/<locale>/*.po`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import PO from "pofile";
import type { Plugin } from "vite";

const PREFIX = "catalog:";
const RESOLVED = "\0catalog:";

/** All files of one locale, sorted, so that builds are equal byte for byte. */
function filesOf(root: string, locale: string): string[] {
  const folder = join(root, locale);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".po"))
    .sort()
    .map((name) => join(folder, name));
}

/** Reads one locale: id → source text. A doubled or untranslated id is an error that names its file. */
export function readCatalog(root: string, locale: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const file of filesOf(root, locale)) {
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
      const locale = id.slice(RESOLVED.length);
      for (const file of filesOf(root, locale)) this.addWatchFile(file);
      const compiled = [...readCatalog(root, locale)].map(([key, text]) => {
        const tokens = compileMessageOrThrow(text);
        return [key, tokens.length === 1 && typeof tokens[0] === "string" ? tokens[0] : tokens];
      });
      return `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(compiled)))});`;
    },
  };
}
