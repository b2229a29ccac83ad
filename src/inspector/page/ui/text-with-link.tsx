import type { VNode } from "preact";

/** Text; when all of it is an address of the web, a link that tells the other side nothing. No other scheme becomes a link. */
export function TextWithLink({ text }: { readonly text: string }): VNode {
  if (!isWebAddress(text)) return <>{text}</>;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/\S+$/i.test(text) || text.length > 2000) return false;
  return URL.canParse(text);
}
