import { expect, test } from "vitest";
import { parse, safeHref } from "./markdown";

const text = (value: string) => ({ kind: "text", text: value });

test("strong, emphasis, code and line breaks become parts of a paragraph", () => {
  expect(parse("**one** and *two*\n`x*y*`")).toEqual([
    { kind: "paragraph", parts: [{ kind: "strong", parts: [text("one")] }, text(" and "), { kind: "emphasis", parts: [text("two")] }, { kind: "break" }, { kind: "code", text: "x*y*" }] },
  ]);
});

test("lists, quotes and fenced code are blocks of their own, without blank lines between", () => {
  expect(parse("Files:\n- a\n- **b**\n1. first\n> said\n> again\n```js\n**not**\n```\nend").map((block) => block.kind)).toEqual(["paragraph", "list", "list", "quote", "code", "paragraph"]);
  expect(parse("```\n**not**\n- this\n```")).toEqual([{ kind: "code", text: "**not**\n- this" }]);
});

test("markup that does not close, snake_case and arithmetic stay as they were written", () => {
  for (const plain of ["**open", "a * b * c", "snake_case_name", "[label](", "`open", "2 ** 3"]) {
    expect(parse(plain)).toEqual([{ kind: "paragraph", parts: [text(plain)] }]);
  }
});

test("an address becomes a link without the full stop after it", () => {
  expect(parse("See https://example.com/a?b=1.")[0]).toEqual({
    kind: "paragraph",
    parts: [text("See "), { kind: "link", href: "https://example.com/a?b=1", parts: [text("https://example.com/a?b=1")] }, text(".")],
  });
});

test.each(["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "//example.com", "/v1/me", "java\nscript:alert(1)"])("%j is no address for a link", (address) => {
  expect(safeHref(address)).toBeNull();
  expect(JSON.stringify(parse(`[go](${address})`))).not.toContain('"kind":"link"');
});

/** Every text of a parsed message, in order. */
const written = (node: unknown): string => {
  if (Array.isArray(node)) return node.map(written).join("");
  if (typeof node !== "object" || node === null) return "";
  return Object.entries(node)
    .map(([name, value]) => (name === "text" ? String(value) : written(value)))
    .join("");
};

test.each(["[", "*", "`", "h", "_", "[x](", "https:/"])("20,000 characters of %j are read to the end and none is lost", (piece) => {
  const hostile = piece.repeat(20_000 / piece.length);
  expect(written(parse(hostile))).toBe(hostile);
});

test("marks within marks stop at a depth, and the words are all there", () => {
  const words = written(parse(`${"**a *b ".repeat(200)}${"* c** ".repeat(200)}`));
  for (const word of ["a", "b", "c"]) expect(words.split(word)).toHaveLength(201);
});
