import type { ConversationMessage, ConversationPart, JsonValue, Step } from "../../api.ts";
import { textOf } from "../ui/json-text.ts";

/** A value as text whose lines can be compared; nothing for nothing. */
export function textOfValue(value: JsonValue): string {
  return value === null ? "" : textOf(value);
}

export function textOfMessages(messages: readonly ConversationMessage[]): string {
  return messages.map(({ role, parts }) => `${role}:\n${parts.map(textOfPart).join("\n")}`).join("\n\n");
}

function textOfPart(part: ConversationPart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "reasoning":
      return `(reasoning) ${part.text}`;
    case "tool_call":
      return `-> ${part.name} ${textOfValue(part.arguments)}`;
    case "tool_result":
      return `<- ${textOfValue(part.result)}`;
    case "media":
      return `(${part.modality} ${part.mimeType ?? ""}) ${part.note}`;
    case "other":
      return `(${part.label}) ${textOfValue(part.value)}`;
  }
}

/** One side of what two aligned steps differ in, as text whose lines can be compared. */
export function textOfDifference(what: string, step: Step | null): string {
  if (step === null) return "";
  switch (what) {
    case "arguments":
      return textOfValue(step.arguments);
    case "output":
      return textOfMessages(step.output);
    case "result":
      return textOfValue(step.result);
    case "input":
      return textOfMessages(step.input);
    case "system":
      return step.system ?? "";
    case "model":
      return step.model ?? "";
    case "error":
      return step.failed ? (step.errorType ?? "failed") : "";
    case "tokens":
      return (["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens"] as const)
        .map((name) => (step[name] === null ? "" : `${name.replace("Tokens", "")} ${step[name]}`))
        .filter((text) => text !== "")
        .join("\n");
    case "decision":
      return textOfValue(step.decision);
    case "outcome":
      return step.outcome ?? "";
    default:
      return step.summary ?? "";
  }
}
