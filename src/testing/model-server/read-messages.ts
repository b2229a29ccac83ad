import { type Body, list, object } from "./body.ts";
import type { ModelApi } from "./model-request.ts";

export interface ReadMessage {
  readonly role: string;
  readonly text: string;
}

/** The messages of a request, instructions among them: a result of a tool is a message of the role `tool`. */
export function readMessages(api: ModelApi, body: Body): readonly ReadMessage[] {
  if (api === "google.generateContent")
    return [...instructions(object(body.systemInstruction).parts), ...list(body.contents).flatMap(fromGoogle)];
  if (api === "anthropic.messages")
    return [...instructions(body.system), ...list(body.messages).flatMap(fromAnthropic)];
  const input = body.messages ?? body.input;
  const items = typeof input === "string" ? [{ role: "user", text: input }] : list(input).map(fromOpenAI);
  return [...instructions(body.instructions), ...items];
}

function instructions(content: unknown): readonly ReadMessage[] {
  const text = textOf(content);
  return text === "" ? [] : [{ role: "system", text }];
}

function fromOpenAI(item: Body): ReadMessage {
  if (item.type === "function_call_output") return { role: "tool", text: textOf(item.output) };
  if (item.type === "function_call" || item.type === "reasoning") return { role: "assistant", text: "" };
  return { role: String(item.role ?? ""), text: textOf(item.content) };
}

function fromAnthropic({ role, content }: Body): readonly ReadMessage[] {
  const results = list(content).filter(({ type }) => type === "tool_result");
  const text = textOf(content);
  return [
    ...results.map((result) => ({ role: "tool", text: textOf(result.content) })),
    ...(results.length > 0 && text === "" ? [] : [{ role: String(role ?? ""), text }]),
  ];
}

function fromGoogle({ role, parts }: Body): readonly ReadMessage[] {
  const results = list(parts).flatMap(({ functionResponse }) =>
    functionResponse === undefined ? [] : [functionResponse],
  );
  const text = textOf(parts);
  return [
    ...results.map((result) => ({ role: "tool", text: JSON.stringify(object(result).response ?? {}) })),
    ...(results.length > 0 && text === ""
      ? []
      : [{ role: role === "model" ? "assistant" : String(role ?? "user"), text }]),
  ];
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return list(content)
    .map(({ text }) => (typeof text === "string" ? text : ""))
    .join("");
}
