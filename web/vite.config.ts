import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { catalogs } from "./plugins/catalogs.ts";
import { serviceWorker } from "./plugins/service-worker.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The gateway to talk to while developing, for example INLOOP_URL=http://127.0.0.1:8080. */
const gateway = process.env["INLOOP_URL"];

/** `vite preview` answers with the policy that the gateway will send, so that end-to-end tests meet it. */
function builtPolicy(): Record<string, string> {
  const file = here("dist/csp.json");
  if (!existsSync(file)) return {};
  const { policy } = JSON.parse(readFileSync(file, "utf8")) as { policy: string };
  return { "Content-Security-Policy": policy };
}

export default defineConfig({
  resolve: { alias: { "@": here("src") } },
  plugins: [
    react(),
    { ...optimizeLocales.vite({ locales: ["en-US", "de-DE"] }), enforce: "pre" },
    catalogs(here("messages")),
    serviceWorker(),
  ],
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox128", "safari17.5"],
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: { main: here("index.html"), sw: here("src/sw.ts") },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  server: gateway ? { proxy: { "/v1": { target: gateway, changeOrigin: false } } } : {},
  preview: { headers: builtPolicy(), ...(gateway ? { proxy: { "/v1": { target: gateway } } } : {}) },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "lint/**/*.test.js", "plugins/**/*.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
  },
});
