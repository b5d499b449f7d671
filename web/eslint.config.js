import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { layers } from "./lint/layers.js";

const FETCH = "Only src/api talks to the network.";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "test-results", "src/api/schema.ts", "src/i18n/ids.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks, inloop: { rules: { layers } } },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "inloop/layers": "error",
      "no-console": "error",
      "no-restricted-globals": ["error", { name: "fetch", message: FETCH }, { name: "XMLHttpRequest", message: FETCH }, { name: "EventSource", message: FETCH }],
      "no-restricted-properties": ["error", { object: "window", property: "fetch", message: FETCH }, { property: "innerHTML", message: "Create elements instead." }],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Create elements instead." },
        { selector: "Literal[value=/^#[0-9a-fA-F]{3,8}$/]", message: "Colours live in src/tokens/tokens.css." },
      ],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  { files: ["src/api/**", "src/sw.ts"], rules: { "no-restricted-globals": "off" } },
  { files: ["**/*.test.{ts,tsx}", "src/testing/**"], rules: { "no-restricted-syntax": "off", "no-restricted-globals": "off" } },
  { files: ["scripts/**", "lint/**", "*.js"], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } } },
  { files: ["public/**"], languageOptions: { globals: { document: "readonly", localStorage: "readonly" } } },
);
