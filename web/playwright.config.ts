import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** The system's browser; elsewhere Playwright's own. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
/** A running Inloop to test against; without it the built client alone is served, and journeys that need the API are skipped. */
const running = process.env["INLOOP_URL"];
const PORT = process.env["INLOOP_WEB_PORT"] ?? "4173";
/** The parts of src/ui on a page of their own (e2e/parts), from the development server. */
const PARTS_PORT = String(Number(PORT) + 1);
process.env["INLOOP_PARTS_URL"] = `http://127.0.0.1:${PARTS_PORT}/e2e/parts/index.html`;

export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: 1,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: running ?? `http://127.0.0.1:${PORT}`,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: "retain-on-failure",
    launchOptions: {
      ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
      ],
    },
  },
  webServer: [
    { command: `npx vite --host 127.0.0.1 --port ${PARTS_PORT} --strictPort`, url: `http://127.0.0.1:${PARTS_PORT}/`, reuseExistingServer: true },
    ...(running ? [] : [{ command: `npx vite preview --host 127.0.0.1 --port ${PORT} --strictPort`, url: `http://127.0.0.1:${PORT}/`, reuseExistingServer: true }]),
  ],
});
