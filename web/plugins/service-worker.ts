/** Writes what the service worker keeps: the entry with everything it imports at once, styles, and the Latin fonts. */
import { createHash } from "node:crypto";
import type { Plugin, Rollup } from "vite";

const LATIN = /-latin-wght-normal-[\w-]+\.woff2$/;

function withStaticImports(bundle: Rollup.OutputBundle, name: string, seen: Set<string>): Set<string> {
  const chunk = bundle[name];
  if (seen.has(name) || chunk?.type !== "chunk") return seen;
  seen.add(name);
  for (const css of chunk.viteMetadata?.importedCss ?? []) seen.add(css);
  for (const next of chunk.imports) withStaticImports(bundle, next, seen);
  return seen;
}

export function serviceWorker(): Plugin {
  return {
    name: "inloop-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const kept = new Set<string>();
      for (const [name, item] of Object.entries(bundle)) {
        if (item.type === "chunk" && item.isEntry && item.name !== "sw") withStaticImports(bundle, name, kept);
        if (LATIN.test(name)) kept.add(name);
      }
      const paths = ["/", "/theme.js", ...[...kept].sort().map((name) => `/${name}`)];
      const version = createHash("sha256").update(paths.join("\n")).digest("hex").slice(0, 12);
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("The service worker was not built.");
      worker.code = worker.code
        .replace("__KEPT_PATHS__", () => JSON.stringify(paths))
        .replace("__KEPT_VERSION__", () => JSON.stringify(version));
      if (worker.imports.length > 0) throw new Error("The service worker must import nothing.");
    },
  };
}
