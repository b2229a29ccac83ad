import type { VNode } from "preact";
import type { ConversationMessage, ConversationPart } from "../../api.ts";
import { textOfValue } from "../compare/step-text.ts";
import { LongText } from "./long-text.tsx";

/** A message's parts as text. */
export function MessageParts({ message }: { readonly message: ConversationMessage }): VNode {
  return (
    <>
      {message.parts.map((part, at) => (
        <Part key={at} part={part} />
      ))}
    </>
  );
}

function Part({ part }: { readonly part: ConversationPart }): VNode {
  switch (part.type) {
    case "text":
      return <LongText text={part.text} />;
    case "reasoning":
      return <Labelled label="reasoning" text={part.text} />;
    case "tool_call":
      return <Labelled label={`calls ${part.name}`} text={textOfValue(part.arguments)} />;
    case "tool_result":
      return <Labelled label="result" text={textOfValue(part.result)} />;
    case "media":
      return <Labelled label={`${part.modality} ${part.mimeType ?? ""}`} text={part.note} />;
    case "other":
      return <Labelled label={part.label} text={textOfValue(part.value)} />;
  }
}

function Labelled({ label, text }: { readonly label: string; readonly text: string }): VNode {
  return (
    <div class="labelled">
      <span class="muted">{label}</span>
      <LongText text={text} />
    </div>
  );
}
