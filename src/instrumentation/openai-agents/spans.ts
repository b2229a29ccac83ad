import { attempt } from "../../internal/attempt.ts";
import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { ToolHandle } from "../../record/scopes/tool.ts";
import { isInsideCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { scopeOf } from "../runs.ts";
import { recordModelSpan } from "./model-spans.ts";
import { errorOf, reasonOf } from "./span-errors.ts";
import { endIfFailed, agentsRuns as runs, workflowName } from "./traces.ts";

/** A span of the SDK, as its processors and classes give it. */
export type AgentsSpan = object;

/** What is recorded when it is over, or when something begins inside it: only then it is known in full. */
interface Pending {
  readonly span: AgentsSpan;
  readonly client: RecordClient;
  readonly startTime: number;
}

const pending = new Map<string, Pending>();
const MAX_PENDING = 10_000;

/** The scope around what goes on in a span of the SDK. */
export function scopeOfSpan(spanId: unknown): ScopeHandle | undefined {
  if (typeof spanId === "string" && pending.has(spanId)) openTool(spanId);
  return scopeOf(runs.get(spanId));
}

export function spanStarted(span: AgentsSpan): void {
  attempt(() => {
    const client = recordingClient();
    const id = readPath(span, "spanId");
    if (client === undefined || typeof id !== "string" || runs.get(id) !== undefined) return;
    const type = readPath(span, "spanData", "type");
    if (type === "function" || type === "handoff" || isModel(type)) {
      // A model that is observed itself is a call already.
      if (!isModel(type) || !isInsideCall(client)) hold(id, { span, client, startTime: startOf(span) });
      return;
    }
    const parentId = readPath(span, "parentId") ?? readPath(span, "traceId");
    const within = scopeOfSpan(parentId);
    runs.open(id, parentId, start(client, span, type, within === undefined ? {} : { within }));
  });
}

export function spanEnded(span: AgentsSpan): void {
  attempt(() => {
    const id = readPath(span, "spanId");
    if (typeof id !== "string") return;
    const held = pending.get(id);
    const type = readPath(span, "spanData", "type");
    if (held !== undefined && isModel(type)) {
      pending.delete(id);
      recordModelSpan(held.client, span, held.startTime, scopeOfSpan(parentOf(span)));
    } else if (held !== undefined && type === "handoff") {
      pending.delete(id);
      recordHandoff(held, scopeOfSpan(parentOf(span)));
    } else {
      if (held !== undefined) openTool(id);
      finish(span, id, type);
      endIfFailed(readPath(span, "traceId"));
    }
  });
}

/** A tool is being called: its scope, opened with what the model sent. */
export function openTool(
  spanId: string,
  call: { readonly arguments?: unknown; readonly callId?: string } = {},
): ScopeHandle | undefined {
  const held = pending.get(spanId);
  if (held === undefined) return scopeOf(runs.get(spanId));
  pending.delete(spanId);
  const { span, client, startTime } = held;
  const within = scopeOfSpan(parentOf(span));
  const tool = client.startTool({
    name: String(readPath(span, "spanData", "name")),
    arguments: call.arguments ?? parsed(readPath(span, "spanData", "input")),
    ...(call.callId !== undefined && { callId: call.callId }),
    ...(within !== undefined && { within }),
    startTime,
  });
  runs.open(spanId, parentOf(span), tool);
  return tool;
}

/** JSON text as what it stands for. */
export function parsed(input: unknown): unknown {
  if (typeof input !== "string" || input.length > MAX_PARSED_LENGTH) return input;
  if (input === "") return undefined;
  return attempt(() => JSON.parse(input) as unknown) ?? input;
}

const MAX_PARSED_LENGTH = 100_000;

function start(
  client: RecordClient,
  span: AgentsSpan,
  type: unknown,
  place: { readonly within?: ScopeHandle },
): ScopeHandle | undefined {
  const data = readPath(span, "spanData");
  const name = String(readPath(data, "name"));
  switch (type) {
    case "agent":
      return client.startAgent({ ...place, name });
    case "task":
      // A run that is resumed has a trace that ended before: its task stands for it.
      return runs.get(readPath(span, "traceId")) === undefined
        ? client.startWorkflow({ ...place, ...workflowName(name) })
        : undefined;
    case "turn":
      return undefined;
    case "guardrail":
      return client.startStep({ ...place, action: "guardrail", name, nameKind: "step" });
    case "mcp_tools":
      return client.startStep({ ...place, name: "list tools" });
    case "custom":
      return client.startStep({ ...place, name, nameKind: "step" });
    default:
      return client.startStep({ ...place, name: String(type) });
  }
}

function finish(span: AgentsSpan, id: string, type: unknown): void {
  const error = errorOf(span);
  const run = runs.get(id);
  // A task that failed is a run that failed: the workflow around it, or the task itself when it stands for one.
  const isWhole = type === "task" && run?.own === undefined && typeof readPath(span, "parentId") !== "string";
  if (isWhole && error !== undefined) run?.parent?.own?.error(error);
  runs.close(id, (own) => {
    if (type === "guardrail") recordGuardrail(own, span);
    if (type === "function" && error === undefined) {
      const output = parsed(readPath(span, "spanData", "output"));
      if (output !== undefined) (own as ToolHandle).result(output);
    }
    own.end({ ...(error !== undefined && { error }), ...reasonOf(error) });
  });
}

function recordGuardrail(own: ScopeHandle, span: AgentsSpan): void {
  const choice = readPath(span, "spanData", "triggered") === true ? "triggered" : "passed";
  own.run(() => recordingClient()?.record("decision", { type: "guardrail", choice, options: ["passed", "triggered"] }));
}

function recordHandoff({ client, span, startTime }: Pending, within: ScopeHandle | undefined): void {
  const [from, to] = [readPath(span, "spanData", "from_agent"), readPath(span, "spanData", "to_agent")];
  const error = errorOf(span);
  const handoff = client.startStep({
    action: "handoff",
    name: String(to),
    nameKind: "agent",
    startTime,
    ...(within !== undefined && { within }),
  });
  if (typeof to === "string") {
    handoff.run(() => client.record("handoff", { to, ...(typeof from === "string" && { from }) }));
  }
  handoff.end(error === undefined ? {} : { error });
}

function hold(id: string, what: Pending): void {
  pending.set(id, what);
  const [oldest] = pending.keys();
  if (pending.size > MAX_PENDING && oldest !== undefined) pending.delete(oldest);
}

function parentOf(span: AgentsSpan): unknown {
  return readPath(span, "parentId") ?? readPath(span, "traceId");
}

function isModel(type: unknown): boolean {
  return type === "response" || type === "generation";
}

function startOf(span: AgentsSpan): number {
  const millis = Date.parse(String(readPath(span, "startedAt")));
  return Number.isNaN(millis) ? Date.now() : millis;
}
