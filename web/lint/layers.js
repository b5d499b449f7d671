// Rule `inloop/layers`: who may import whom inside src/. One table, checked on every import.
import path from "node:path";

/** room → rooms it may import. `features/<noun>` additionally never imports another noun. */
export const MAY_IMPORT = {
  tokens: [],
  i18n: [],
  places: [],
  ui: ["tokens", "i18n", "places"],
  api: ["i18n", "places"],
  features: ["ui", "api", "i18n", "places", "tokens"],
  screens: ["features", "ui", "api", "i18n", "places"],
  app: ["screens", "features", "ui", "api", "i18n", "places", "tokens"],
  testing: ["ui", "api", "i18n", "places", "tokens", "app"],
};

/** @returns {{room: string, noun: string | undefined} | null} where a file lives, null outside src/. */
export function roomOf(file) {
  const parts = path.resolve(file).concat(file.endsWith("/") ? "/" : "").split(path.sep).join("/").split("/src/");
  if (parts.length < 2) return null;
  const [room, ...rest] = parts[parts.length - 1].split("/");
  if (rest.length === 0) return null;
  return { room, noun: room === "features" && rest.length > 1 ? rest[0] : undefined };
}

function targetOf(file, source) {
  if (source.startsWith("@/")) return roomOf(`/src/${source.slice(2)}/`);
  if (source.startsWith(".")) return roomOf(path.resolve(path.dirname(file), source) + "/");
  return null;
}

function complaint(from, to, source, isTest) {
  if (source === "react-aria-components" || source.startsWith("react-aria-components/")) {
    return from.room === "ui" ? null : "Only src/ui imports react-aria-components; use or extend a part in src/ui.";
  }
  if (!to || (to.room === "testing" && isTest)) return null;
  if (to.room === from.room) {
    return from.room === "features" && to.noun !== from.noun ? `Feature "${from.noun}" must not import feature "${to.noun}"; compose them in a screen.` : null;
  }
  const allowed = MAY_IMPORT[from.room];
  if (!allowed || allowed.includes(to.room)) return null;
  return `src/${from.room} must not import src/${to.room}.`;
}

export const layers = {
  meta: { type: "problem", schema: [], messages: { layer: "{{text}}" } },
  create(context) {
    const from = roomOf(context.filename);
    if (!from) return {};
    const isTest = /\.test\.tsx?$/.test(context.filename);
    const check = (node) => {
      const source = node?.value;
      if (typeof source !== "string") return;
      const text = complaint(from, targetOf(context.filename, source), source, isTest);
      if (text) context.report({ node, messageId: "layer", data: { text } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
    };
  },
};
