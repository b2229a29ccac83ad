import type { RecordedParts } from "../ai-sdk/recorded-parts.ts";
import { readPath } from "../read-path.ts";

/** A span of Mastra as its bridges are asked to create it, or as its events tell of it. */
export interface MastraSpan {
  readonly type: string;
  readonly name: string | undefined;
  /** The agent, workflow, step or tool that it stands for. */
  readonly entity: string | undefined;
  readonly attributes: unknown;
  readonly input: unknown;
  readonly output: unknown;
  readonly metadata: unknown;
  readonly hasError: boolean;
  /** What of its run may be recorded; known when it is created. */
  readonly parts: RecordedParts;
}

/** Reads what is known of a span; absent when it has no type. */
export function readSpan(span: unknown): MastraSpan | undefined {
  const type = readPath(span, "type");
  if (typeof type !== "string") return undefined;
  const trace = readPath(span, "traceState");
  const parts = { inputs: readPath(trace, "hideInput") !== true, outputs: readPath(trace, "hideOutput") !== true };
  return {
    type,
    name: textOf(readPath(span, "name")),
    entity: textOf(readPath(span, "entityName")) ?? textOf(readPath(span, "entityId")),
    attributes: readPath(span, "attributes"),
    input: parts.inputs ? readPath(span, "input") : undefined,
    output: readPath(span, "output"),
    metadata: readPath(span, "metadata"),
    hasError: errorIn(span) !== undefined,
    parts,
  };
}

export function isTool({ type }: MastraSpan): boolean {
  return type === "tool_call" || type === "mcp_tool_call";
}

/** Whether a generation or an agent says that its caller called it off. */
export function isAborted(span: MastraSpan | undefined): boolean {
  return (
    readPath(span, "attributes", "finishReason") === "aborted" ||
    (readPath(span, "output", "status") === "aborted" && readPath(span, "output", "reason") === "abort")
  );
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** An error as Mastra tells of it: plain data, the class as its name. */
export function errorIn(span: unknown): { readonly name: string; readonly message: string } | undefined {
  const info = readPath(span, "errorInfo");
  if (typeof info !== "object" || info === null) return undefined;
  return { name: textOf(readPath(info, "name")) ?? "Error", message: textOf(readPath(info, "message")) ?? "" };
}
