/**
 * The safe subset of Markdown that messages are written in: paragraphs, line breaks, **strong**, *emphasis*, `code`,
 * fenced code, lists, quotes, and links to http, https and mailto. Anything else is text. The result is data;
 * Markdown.tsx makes React nodes of it.
 */
export type Inline =
  | { kind: "text" | "code"; text: string }
  | { kind: "strong" | "emphasis"; parts: Inline[] }
  | { kind: "link"; href: string; parts: Inline[] }
  | { kind: "break" };

export type Block =
  | { kind: "paragraph" | "quote"; parts: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; isOrdered: boolean; items: Inline[][] };

const DEEPEST = 4;
const ADDRESS = /^https?:\/\/[^\s<>"]+/;
const TRAILING = /[.,;:!?)\]]+$/;
const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;
/** A fence stands alone, or with the name of a language; "```x```" in one line is text. */
const FENCE = /^\s{0,3}```[^`\s]*\s*$/;

/** Only addresses that leave this page safely; null for javascript:, data: and whatever else there is. */
export function safeHref(address: string): string | null {
  const trimmed = address.trim();
  return /^(https?:\/\/[^\s]+|mailto:[^\s]+)$/i.test(trimmed) ? trimmed : null;
}

interface Found {
  node: Inline;
  end: number;
}

function between(text: string, at: number, mark: string, depth: number): Found | null {
  const start = at + mark.length;
  const end = text.indexOf(mark, start);
  if (end <= start || text[start] === " " || text[end - 1] === " ") return null;
  return { node: { kind: mark.length === 2 ? "strong" : "emphasis", parts: inlines(text.slice(start, end), depth + 1) }, end: end + mark.length };
}

function linkAt(text: string, at: number, depth: number): Found | null {
  const middle = text.indexOf("](", at);
  const end = middle < 0 ? -1 : text.indexOf(")", middle);
  if (end < 0 || text.slice(at + 1, middle).includes("\n")) return null;
  const href = safeHref(text.slice(middle + 2, end));
  return href ? { node: { kind: "link", href, parts: inlines(text.slice(at + 1, middle), depth + 1) }, end: end + 1 } : null;
}

function codeAt(text: string, at: number): Found | null {
  const end = text.indexOf("`", at + 1);
  return end > at + 1 ? { node: { kind: "code", text: text.slice(at + 1, end) }, end: end + 1 } : null;
}

function addressAt(text: string, at: number): Found | null {
  const address = ADDRESS.exec(text.slice(at, at + 2000))?.[0].replace(TRAILING, "");
  return address ? { node: { kind: "link", href: address, parts: [{ kind: "text", text: address }] }, end: at + address.length } : null;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

function specialAt(text: string, at: number, depth: number): Found | null {
  const character = text[at];
  if (character === "\n") return { node: { kind: "break" }, end: at + 1 };
  if (character === "`") return codeAt(text, at);
  if (character === "h" && !isWord(text[at - 1])) return addressAt(text, at);
  if (depth >= DEEPEST) return null;
  if (text.startsWith("**", at)) return between(text, at, "**", depth);
  if (character === "*" || (character === "_" && !isWord(text[at - 1]))) return between(text, at, character, depth);
  return character === "[" ? linkAt(text, at, depth) : null;
}

function inlines(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain) parts.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = specialAt(text, at, depth);
    if (found) {
      flush();
      parts.push(found.node);
      at = found.end;
    } else {
      const step = text.startsWith("**", at) ? 2 : 1;
      plain += text.slice(at, at + step);
      at += step;
    }
  }
  flush();
  return parts;
}

/** Takes lines from the front while they match. */
function take(lines: string[], pattern: RegExp): string[] {
  const taken: string[] = [];
  for (let match = pattern.exec(lines[0] ?? ""); lines.length > 0 && match; match = pattern.exec(lines[0] ?? "")) {
    taken.push(match[1] ?? "");
    lines.shift();
  }
  return taken;
}

const isPlain = (line: string): boolean => line.trim() !== "" && ![FENCE, BULLET, NUMBER, QUOTE].some((pattern) => pattern.test(line));

function fenced(lines: string[]): Block {
  lines.shift();
  const end = lines.findIndex((line) => FENCE.test(line));
  const inside = lines.splice(0, end < 0 ? lines.length : end);
  lines.shift();
  return { kind: "code", text: inside.join("\n") };
}

function nextBlock(lines: string[]): Block {
  const line = lines[0] ?? "";
  if (FENCE.test(line)) return fenced(lines);
  if (BULLET.test(line)) return { kind: "list", isOrdered: false, items: take(lines, BULLET).map((item) => inlines(item)) };
  if (NUMBER.test(line)) return { kind: "list", isOrdered: true, items: take(lines, NUMBER).map((item) => inlines(item)) };
  if (QUOTE.test(line)) return { kind: "quote", parts: inlines(take(lines, QUOTE).join("\n")) };
  const end = lines.findIndex((one) => !isPlain(one));
  return { kind: "paragraph", parts: inlines(lines.splice(0, end < 0 ? lines.length : end).join("\n")) };
}

export function parse(text: string): Block[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  while (lines.length > 0) {
    if (lines[0]?.trim() === "") lines.shift();
    else blocks.push(nextBlock(lines));
  }
  return blocks;
}
