import type { MatrixSpan } from "../stage.ts";

const operation = ({ attributes }: MatrixSpan): unknown => attributes["gen_ai.operation.name"];

export const chatsOf = (spans: readonly MatrixSpan[]): MatrixSpan[] =>
  spans.filter((span) => operation(span) === "chat");
export const toolsOf = (spans: readonly MatrixSpan[]): MatrixSpan[] =>
  spans.filter((span) => operation(span) === "execute_tool");
export const isRun = (span: MatrixSpan): boolean =>
  operation(span) === "invoke_agent" || operation(span) === "invoke_workflow";

/** A span and all that are around it, from the inside. */
export function pathOf(spans: readonly MatrixSpan[], span: MatrixSpan): MatrixSpan[] {
  const path = [span];
  for (let at: MatrixSpan | undefined = span; at !== undefined; ) {
    const { parentSpanId }: MatrixSpan = at;
    at = spans.find((one) => one.spanContext().spanId === parentSpanId);
    if (at !== undefined) path.push(at);
  }
  return path;
}

/** Faults of a trace that no story may have: spans that never ended, calls outside of runs or in each other. */
export function faultsOfTree(spans: readonly MatrixSpan[], requests: number): (string | false)[] {
  const chats = chatsOf(spans);
  return [
    chats.length !== requests &&
      `${chats.length} chat spans, not ${requests}: ${spans.map(({ name }) => name).join(", ")}`,
    spans.some(({ attributes }) => attributes["agentscribe.unfinished"] === true) && "a span did not end",
    ...chats.map((chat) => {
      const around = pathOf(spans, chat).slice(1);
      if (chatsOf(around).length > 0) return "a chat span in another";
      return !around.some(isRun) && `no run around ${chat.name}`;
    }),
    ...toolsOf(spans).map((tool) => !pathOf(spans, tool).slice(1).some(isRun) && `no run around ${tool.name}`),
  ];
}

/** Whether an attribute of a span is what it should be. */
export function is(span: MatrixSpan | undefined, name: string, expected: unknown): string | false {
  const found = span?.attributes[name];
  return (
    JSON.stringify(found) !== JSON.stringify(expected) &&
    `${name} of ${span?.name} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`
  );
}

export const failed = (span: MatrixSpan | undefined): string | false =>
  (span?.attributes["error.type"] === undefined || span.status.code !== 2) && `${span?.name} is no error`;

export const fine = (spans: readonly MatrixSpan[]): (string | false)[] =>
  spans.map(
    ({ name, attributes }) => attributes["error.type"] !== undefined && `${name} failed: ${attributes["error.type"]}`,
  );

export const says = (span: MatrixSpan | undefined, name: string, text: string): string | false =>
  !String(span?.attributes[name]).includes(text) &&
  `${name} of ${span?.name} lacks ${text}: ${String(span?.attributes[name]).slice(0, 200)}`;
