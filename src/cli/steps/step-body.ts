import type { ConversationMessage, ConversationPart, JsonValue, Step } from "../../inspector/index.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { Paint } from "../terminal/paint.ts";
import { textLines } from "../terminal/text-block.ts";

export interface BodyOptions {
  readonly width: number;
  /** Of each text. */
  readonly maxLines: number;
  readonly paint: Paint;
}

/** What was said in a step: instructions, new messages, the answer; of a tool what it was given and what came of it. */
export function stepBody(step: Step, options: BodyOptions): readonly string[] {
  const { paint } = options;
  const { repeatedMessages: count } = step;
  const repeated = count > 0 ? [paint("dim", `${count} ${count === 1 ? "message" : "messages"} as before`)] : [];
  return [
    ...(step.system === null ? [] : labelled("system", step.system, options)),
    ...repeated,
    ...step.input.flatMap((message) => messageLines(message, options)),
    ...step.output.flatMap((message) => messageLines(message, options)),
    ...(step.arguments === null ? [] : labelled("arguments", plain(step.arguments), options)),
    ...(step.result === null ? [] : labelled("result", plain(step.result), options)),
  ];
}

function messageLines({ role, name, parts }: ConversationMessage, options: BodyOptions): readonly string[] {
  const who = name === null ? role : `${role} ${name}`;
  return parts.flatMap((part) => {
    const [what, text] = partText(part);
    return labelled(what === "" ? who : `${who}, ${what}`, text, options);
  });
}

/** What kind of part it is, where that has to be said, and its text. */
function partText(part: ConversationPart): readonly [what: string, text: string] {
  switch (part.type) {
    case "text":
      return ["", part.text];
    case "reasoning":
      return ["reasoning", part.text];
    case "tool_call":
      return ["calls", `${part.name} ${plain(part.arguments)}`];
    case "tool_result":
      return ["result", plain(part.result)];
    case "media":
      return [part.modality, [part.mimeType, part.note].filter(Boolean).join(" ")];
    case "other":
      return [part.label, plain(part.value)];
  }
}

function plain(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A text with its label before the first line and room for it before the others. */
function labelled(label: string, text: string, { width, maxLines, paint }: BodyOptions): readonly string[] {
  const shown = terminalText(label, 40);
  const indent = "  ";
  const lines = textLines(text, { width: Math.max(20, width - indent.length), maxLines });
  const [first = "", ...more] = lines;
  if (more.length === 0 && shown.length + 2 + first.length <= width)
    return [`${paint("accent", `${shown}:`)} ${first}`.trimEnd()];
  return [paint("accent", `${shown}:`), ...lines.map((line) => `${indent}${line}`)];
}
