import { Fragment, type ReactNode, useMemo } from "react";
import { Link } from "@/ui/Link";
import { type Block, type Inline, parse } from "./markdown";
import css from "./Markdown.module.css";

/** The text of a message as React nodes; markup of any other kind stays visible text. */
export function Markdown({ text }: { text: string }): ReactNode {
  const blocks = useMemo(() => parse(text), [text]);
  return (
    <div className={css["text"]}>
      {blocks.map((block, index) => (
        <Fragment key={index}>{blockNode(block)}</Fragment>
      ))}
    </div>
  );
}

function blockNode(block: Block): ReactNode {
  switch (block.kind) {
    case "code":
      return (
        <pre className={css["code"]} tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case "quote":
      return <blockquote className={css["quote"]}>{block.parts.map(inlineNode)}</blockquote>;
    case "list": {
      const Tag = block.isOrdered ? "ol" : "ul";
      return (
        <Tag className={css[Tag]}>
          {block.items.map((item, index) => (
            <li key={index}>{item.map(inlineNode)}</li>
          ))}
        </Tag>
      );
    }
    case "paragraph":
      return <p>{block.parts.map(inlineNode)}</p>;
  }
}

function inlineNode(part: Inline, index: number): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return <code key={index}>{part.text}</code>;
    case "break":
      return <br key={index} />;
    case "strong":
      return <strong key={index}>{part.parts.map(inlineNode)}</strong>;
    case "emphasis":
      return <em key={index}>{part.parts.map(inlineNode)}</em>;
    case "link":
      return (
        <Link key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.parts.map(inlineNode)}
        </Link>
      );
  }
}
