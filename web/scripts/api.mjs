// Writes src/api/schema.ts from docs/openapi.yaml, the contract that the gateway generates.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../docs/openapi.yaml", import.meta.url));
if (!existsSync(source)) {
  console.error("docs/openapi.yaml is missing: make it first with `make proto`.");
  process.exit(1);
}
const target = fileURLToPath(new URL("../src/api/schema.ts", import.meta.url));
const tool = fileURLToPath(new URL("../node_modules/.bin/openapi-typescript", import.meta.url));
execFileSync(tool, [source, "-o", target, "--root-types"], { stdio: "inherit" });
