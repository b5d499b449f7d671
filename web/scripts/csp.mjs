// Writes dist/csp.json: the Content-Security-Policy of the pages, with the hashes of the two <style> elements
// that React Aria adds at run time (touch-action, and the scroll lock of iOS; adobe/react-spectrum#8273).
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const aria = new URL("../node_modules/react-aria/dist/private/", import.meta.url);
const sources = ["interactions/usePress.mjs", "overlays/usePreventScroll.mjs"];

/** The text of the one style that a module writes, with the constants in it resolved. */
function styleIn(path) {
  const code = readFileSync(new URL(path, aria), "utf8");
  const found = [...code.matchAll(/style\.textContent = `([^`]*)`\s*\.trim\(\)/g)];
  if (found.length !== 1) throw new Error(`${path}: expected one style, found ${found.length}. Read it again and adapt.`);
  const text = found[0][1].replace(/\$\{([\w$]+)\}/g, (_all, name) => {
    const value = code.split(`const ${name} = '`)[1]?.split("'")[0];
    if (!value) throw new Error(`${path}: the constant ${name} was not found.`);
    return value;
  });
  return text.trim();
}

const hashes = sources.map((path) => `'sha256-${createHash("sha256").update(styleIn(path)).digest("base64")}'`);
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${hashes.join(" ")}`,
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
writeFileSync(new URL("../dist/csp.json", import.meta.url), `${JSON.stringify({ policy, style_hashes: hashes }, null, 2)}\n`);
