import { Linter } from "eslint";
import { expect, test } from "vitest";
import { layers } from "./layers.js";

function complaints(file, code) {
  const linter = new Linter();
  const config = {
    files: ["**/*.tsx"],
    plugins: { inloop: { rules: { layers } } },
    rules: { "inloop/layers": "error" },
    languageOptions: { sourceType: "module", ecmaVersion: 2024 },
  };
  return linter.verify(code, [config], { filename: file }).map((message) => message.message);
}

test("a screen may compose features, and a feature may use the parts of ui", () => {
  expect(complaints("src/screens/timeline.tsx", 'import "@/features/timeline/Board"; import "@/ui/Button";')).toEqual([]);
  expect(complaints("src/features/timeline/Board.tsx", 'import "@/ui/Button"; import "./row";')).toEqual([]);
});

test("a feature must not import another feature, neither by alias nor by a relative path", () => {
  expect(complaints("src/features/timeline/Board.tsx", 'import "@/features/changes/Offer";')).toHaveLength(1);
  expect(complaints("src/features/timeline/Board.tsx", 'import "../changes/Offer";')).toHaveLength(1);
});

test("the parts of ui know neither features nor the API", () => {
  expect(complaints("src/ui/Button.tsx", 'import "@/api/client";')).toEqual(["src/ui must not import src/api."]);
  expect(complaints("src/ui/Button.tsx", 'export * from "../features/changes/Offer";')).toHaveLength(1);
});

test("only ui imports react-aria-components", () => {
  expect(complaints("src/ui/Button.tsx", 'import { Button } from "react-aria-components";')).toEqual([]);
  expect(complaints("src/screens/home.tsx", 'import { Button } from "react-aria-components";')).toHaveLength(1);
  expect(complaints("src/app/Shell.tsx", 'import("react-aria-components");')).toHaveLength(1);
});
