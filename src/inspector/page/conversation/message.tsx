import type { ComponentChildren, VNode } from "preact";
import type { ConversationMessage, ConversationPart, JsonValue } from "../../api.ts";
import { Glyph } from "../ui/glyph.tsx";
import { shortText, textOf } from "../ui/json-text.ts";
import { LongText } from "../ui/long-text.tsx";

/** Text up to this length is shown at once; tools get and give more than anybody reads. */
const PROSE = 20_000;

/** One message, by whom it is. */
export function Message({
  message,
  isNew = true,
}: {
  readonly message: ConversationMessage;
  readonly isNew?: boolean;
}): VNode {
  const { role, name, parts } = message;
  const known = ["user", "assistant", "tool", "system"].includes(role) ? role : "other";
  return (
    <div class={`said by-${known}${isNew ? "" : " old"}`}>
      <span class="role">
        {role}
        {name !== null && name !== role && <span class="none"> {name}</span>}
      </span>
      <div class="parts">
        {parts.map((part, index) => (
          <Part key={index} part={part} />
        ))}
        {parts.length === 0 && <span class="none">empty</span>}
      </div>
    </div>
  );
}

function Part({ part }: { readonly part: ConversationPart }): VNode {
  switch (part.type) {
    case "text":
      return <Prose text={part.text} />;
    case "reasoning":
      return (
        <Fold label="Reasoning" short={shortText(part.text)}>
          <Prose text={part.text} />
        </Fold>
      );
    case "tool_call":
      return <Call name={part.name} value={part.arguments} />;
    case "tool_result":
      return <Value label="Result" value={part.result} />;
    case "media":
      return (
        <p class="note">
          <b>{part.modality}</b> {part.mimeType} {part.note}
        </p>
      );
    case "other":
      return <Value label={part.label} value={part.value} />;
  }
}

function Call({ name, value }: { readonly name: string; readonly value: JsonValue }): VNode {
  return (
    <details class="fold">
      <summary>
        <Glyph kind="tool" label="calls" /> <b>{name}</b> <code class="muted">{shortText(value)}</code>
      </summary>
      <LongText text={textOf(value)} label={`arguments of ${name}`} />
    </details>
  );
}

/** A value behind one line of it. */
export function Value({
  label,
  value,
  isOpen = false,
}: {
  readonly label: string;
  readonly value: JsonValue;
  readonly isOpen?: boolean;
}): VNode {
  return (
    <Fold label={label} short={shortText(value)} isOpen={isOpen}>
      <LongText text={textOf(value)} label={label} />
    </Fold>
  );
}

export function Fold(props: {
  readonly label: string;
  readonly short: string;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <details class="fold" open={props.isOpen === true}>
      <summary>
        <span class="none">{props.label}</span> <code>{props.short}</code>
      </summary>
      {props.children}
    </details>
  );
}

function Prose({ text }: { readonly text: string }): VNode {
  if (text.length > PROSE) return <LongText text={text} label="text" />;
  return <p class="prose">{text}</p>;
}
