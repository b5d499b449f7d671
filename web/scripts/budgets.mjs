// Fails the build when the script that a page needs, gzipped, is over its budget (KiB).
import { readFileSync, existsSync } from "node:fs";
import { gzipSync } from "node:zlib";

// Home: see docs/decisions/web-budgets.md.
const BUDGETS = { entry: 147, home: 150, client: 220, staff: 320 };
/** Screens that are not a client's route. Everything else in src/screens is. */
const KIND = {
  entry: ["sign-in", "forgot", "reset", "invitation"],
  home: ["home"],
  staff: ["plan", "hiccups", "money", "access", "history", "staff-board"],
};

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const sizes = new Map();

function kibOf(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist))).length / 1024);
  return sizes.get(file);
}

function filesFrom(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk.imports ?? []) filesFrom(next, seen);
  return seen;
}

const total = (keys) => [...keys].reduce((sum, key) => sum + kibOf(manifest[key].file), 0);
/** Words: the larger of the languages, for the first page and for the rest. */
const catalogues = Object.keys(manifest).filter((key) => key.includes("catalog:"));
const largest = (keys) => Math.max(0, ...keys.map((key) => kibOf(manifest[key].file)));
const firstWords = largest(catalogues.filter((key) => !key.endsWith("+")));
const otherWords = largest(catalogues.filter((key) => key.endsWith("+")));
const first = filesFrom("index.html");
/** Around every page of somebody who is signed in. */
const frame = filesFrom("src/app/Inside.tsx", new Set(first));
const over = [];

function report(name, kind, keys) {
  const kib = total(keys) + firstWords + (kind === "home" || kind === "entry" ? 0 : otherWords);
  const line = `${name.padEnd(28)} ${kind.padEnd(6)} ${kib.toFixed(1).padStart(6)} of ${BUDGETS[kind]} KiB`;
  console.log(line);
  if (kib > BUDGETS[kind]) over.push(line);
}

report("(shell)", "entry", first);
for (const key of Object.keys(manifest).filter((name) => /^src\/screens\/[\w-]+\.tsx$/.test(name)).sort()) {
  const name = key.slice("src/screens/".length, -".tsx".length);
  const kind = Object.keys(KIND).find((one) => KIND[one].includes(name)) ?? "client";
  report(name, kind, filesFrom(key, new Set(kind === "entry" ? first : frame)));
}
if (!existsSync(new URL("sw.js", dist))) over.push("sw.js is missing");
if (over.length > 0) {
  console.error(`Over budget:\n${over.join("\n")}`);
  process.exit(1);
}
