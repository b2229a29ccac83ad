import type { ConversationMessage, ConversationPart, JsonValue, Step } from "../../api.ts";

/** A value as text for a person: strings as they are, the rest as indented JSON. */
export function textOfValue(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
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
      return step.type === "inference" ? textOfMessages(step.output) : textOfValue(step.result);
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
    default:
      return step.summary ?? "";
  }
}
