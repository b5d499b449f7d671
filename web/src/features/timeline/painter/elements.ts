/** SVG as plain data. A number is always hundredths of a pixel and an integer, so that both painters write it alike. */

export type Value = string | number | undefined;
export type Attrs = Readonly<Record<string, Value>>;

/** One element; `children` is either elements or a text. */
export interface SceneElement {
  readonly tag: string;
  readonly attrs: Attrs;
  readonly children: readonly SceneElement[] | string;
}

const SVG = "http://www.w3.org/2000/svg";

/** Quotient rounded down; exact below 2^52, which no picture reaches. */
export const floorDiv = (dividend: number, divisor: number): number => Math.floor(dividend / divisor);

/** A length in pixels: 1250 is "12.5", -5 is "-0.05", 0 is "0". */
export function px(hundredths: number): string {
  const size = Math.abs(hundredths);
  const rest = size % 100;
  const whole = `${hundredths < 0 ? "-" : ""}${(size - rest) / 100}`;
  if (rest === 0) return whole;
  return rest % 10 === 0 ? `${whole}.${rest / 10}` : `${whole}.${String(rest).padStart(2, "0")}`;
}

/** The `d` of a path: letters as they are, numbers in hundredths of a pixel. */
export const path = (...steps: readonly (string | number)[]): string =>
  steps.map((step) => (typeof step === "string" ? step : px(step))).join(" ");

export const element = (tag: string, attrs: Attrs, children: readonly SceneElement[] | string = []): SceneElement => ({ tag, attrs, children });

export const rect = (x: number, y: number, width: number, height: number, attrs: Attrs): SceneElement =>
  element("rect", { x, y, width, height, ...attrs });

/** A path that is drawn as a line. */
export const stroke = (d: string, colour: string, width: number, attrs: Attrs = {}): SceneElement =>
  element("path", { d, fill: "none", stroke: colour, "stroke-width": width, ...attrs });

/** A path that is filled. */
export const shape = (d: string, fill: string, attrs: Attrs = {}): SceneElement => element("path", { d, fill, ...attrs });

/** Words that begin at x and stand on y. */
export const text = (x: number, y: number, words: string, fill: string, attrs: Attrs = {}): SceneElement =>
  element("text", { x, y, fill, ...attrs }, words);

export const group = (children: readonly SceneElement[], attrs: Attrs = {}): SceneElement => element("g", attrs, children);

const escaped = (words: string): string => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const written = (value: string | number): string => (typeof value === "number" ? px(value) : value);

/** The element as markup, without any white space of its own. */
export function toSvgString({ tag, attrs, children }: SceneElement): string {
  let open = `<${tag}`;
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== undefined) open += ` ${name}="${escaped(written(value)).replaceAll('"', "&quot;")}"`;
  }
  if (children.length === 0) return `${open}/>`;
  const inner = typeof children === "string" ? escaped(children) : children.map(toSvgString).join("");
  return `${open}>${inner}</${tag}>`;
}

/** The element as nodes of a document, made one by one: no markup is parsed, so trusted types have nothing to say. */
export function toDom({ tag, attrs, children }: SceneElement, document: Document): SVGElement {
  const node = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== undefined && name !== "xmlns") node.setAttribute(name, written(value));
  }
  if (typeof children === "string") node.textContent = children;
  else node.append(...children.map((child) => toDom(child, document)));
  return node;
}
