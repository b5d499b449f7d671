/** Held equal to the Python painter by the golden files that libs/gantt/tests/test_golden.py reads too. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath, URL as FileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { paint, paintLegend, paintSwatch, sceneFrom, toDom, toSvgString, TOKENS, type Theme } from "./index.ts";
import { px } from "./elements.ts";

const folder = fileURLToPath(new FileURL("../../../../../tests/data/gantt/", import.meta.url));
const read = (name: string): string => readFileSync(folder + name, "utf8");

interface Case {
  readonly theme: string;
  readonly rows?: number[];
  readonly width?: number;
  readonly arrows_for?: number[];
  readonly has_names: boolean;
  readonly has_head: boolean;
  readonly is_decoration: boolean;
  readonly legend_width: number;
}

const themes = JSON.parse(read("themes.json")) as Record<string, Theme>;
const names = readdirSync(folder).filter((name) => name.endsWith(".scene.json")).map((name) => name.replace(".scene.json", ""));

function load(name: string) {
  const wanted = JSON.parse(read(`${name}.options.json`)) as Case;
  const theme = themes[wanted.theme];
  if (!theme) throw new Error(`no theme ${wanted.theme}`);
  const { rows, width, arrows_for: arrowsFor, has_names: hasNames, has_head: hasHead, is_decoration: isDecoration } = wanted;
  const scene = sceneFrom(JSON.parse(read(`${name}.scene.json`)));
  return { scene, legendWidth: wanted.legend_width, theme, options: { rows, width, arrowsFor, hasNames, hasHead, isDecoration, theme } };
}

test("there are golden files to be equal to", () => {
  expect(names.length).toBeGreaterThanOrEqual(6);
});

describe.each(names)("golden %s", (name) => {
  test("the picture is the very SVG that the Python painter makes", () => {
    const { scene, options } = load(name);
    expect(`${toSvgString(paint(scene, options))}\n`).toBe(read(`${name}.svg`));
  });

  test("the legend is the very SVG that the Python painter makes", () => {
    const { scene, legendWidth, theme } = load(name);
    expect(`${toSvgString(paintLegend(scene, { width: legendWidth, theme }))}\n`).toBe(read(`${name}.legend.svg`));
  });

  test("the nodes made for the page say what the string says", () => {
    const { scene, options } = load(name);
    const tree = paint(scene, options);
    const node = toDom(tree, document);
    const count = (found: typeof tree): number => 1 + (typeof found.children === "string" ? 0 : found.children.reduce((sum, child) => sum + count(child), 0));
    expect(node.querySelectorAll("*").length + 1).toBe(count(tree));
    expect(node.namespaceURI).toBe("http://www.w3.org/2000/svg");
    expect(node.getAttribute("viewBox")).toBe(tree.attrs["viewBox"]);
  });
});

test("words of a plan can never become markup", () => {
  const { scene, options } = load("slipped");
  const words = [...toDom(paint(scene, options), document).querySelectorAll("text")].map((node) => node.textContent);
  expect(words).toContain("Texts <draft> & “final”");
});

test("lengths are written in pixels with at most two decimals", () => {
  expect([0, 100, 1250, 1205, -5, -150, 7].map(px)).toEqual(["0", "1", "12.5", "12.05", "-0.05", "-1.5", "0.07"]);
});

test("only the arrows of the asked rows are drawn", () => {
  const { scene } = load("slipped");
  const heads = (arrowsFor?: number[]) => toSvgString(paint(scene, { arrowsFor, theme: TOKENS })).split("Z\" fill=\"var(--muted)\"").length - 1;
  expect([heads(), heads([]), heads([4])]).toEqual([5, 0, 2]);
});

test("the client's tokens are named, not copied", () => {
  const { scene } = load("small");
  expect(toSvgString(paint(scene))).not.toMatch(/#[0-9a-f]{3,8}/);
});

test("lists and zeros that the server left out are empty and zero", () => {
  const scene = sceneFrom({ title: "Nothing is planned yet.", days: 7, px_per_day: 800, row_height: 26 });
  expect(scene.rows.id).toEqual([]);
  expect(scene.names_width).toBe(0);
  expect(toSvgString(paint(scene))).toContain('viewBox="0 0 56 0"');
});

test("a scene whose columns differ in length is refused", () => {
  expect(() => sceneFrom({ shades: { start: [1, 2], finish: [3] } })).toThrow("different lengths");
});

test("an unknown sign is refused", () => {
  expect(() => paintSwatch("comet")).toThrow("no sign called comet");
});
