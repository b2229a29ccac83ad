import { randomBytes } from "node:crypto";
import { attempt } from "../../internal/attempt.ts";
import { forget, whenUnreachable } from "../../record/results/unreachable.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import { isInsideCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { endSpan, leaveSpan, settleLast } from "./end-span.ts";
import { changeModel } from "./fallback-model.ts";
import { generationAround, isInside, modelSpansAbove, type OpenSpan, sawChunk } from "./open-span.ts";
import { isReplay } from "./replayed-inference.ts";
import { startScopeOf } from "./scopes.ts";
import { isTool, readSpan } from "./span-types.ts";

/** The ids of a span, as a bridge of Mastra gives them. */
export interface MastraSpanIds {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly externalParentSpanId?: string;
}

/** A bridge of `@mastra/observability`: it makes Mastra's spans, and runs Mastra's work inside them. */
export interface MastraBridge {
  readonly name: string;
  createSpan(options: unknown): MastraSpanIds | undefined;
  executeInContext<T>(spanId: string, fn: () => Promise<T>): Promise<T>;
  executeInContextSync<T>(spanId: string, fn: () => T): T;
  exportTracingEvent(event: unknown): Promise<void>;
  releaseSpan(spanId: string): void;
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** More spans than are open at once: beyond it the oldest are forgotten, and their scopes end as any scope that is left open. */
const MAX_SPANS = 20_000;

/** What an application asks for, and may leave. */
const RUNS: ReadonlySet<string> = new Set(["agent_run", "workflow_run"]);

/** Longest way up through spans that Mastra keeps to itself. */
const MAX_DEPTH = 100;

/**
 * Records what Mastra does as scopes: agents, workflows and their steps, tools, memory and every request to a model.
 *
 * `new Observability({ configs: { default: { serviceName, bridge: mastraBridge() } } })`
 */
export function mastraBridge(): MastraBridge {
  const spans = new Map<unknown, OpenSpan>();

  const close = (open: OpenSpan): void => {
    spans.delete(open.id);
    if (open.left !== undefined) forget(open.left);
  };

  /** Mastra ends nothing of a run whose stream nobody reads: once its span is collected, nobody can. What is inside holds it, and is collected with it. */
  const watch = (run: OpenSpan, span: unknown): void => {
    if (run.left !== undefined || !RUNS.has(run.span.type) || typeof span !== "object" || span === null) return;
    const leave = (): void => {
      for (const one of [...spans.values()].filter((one) => isInside(one, run)).reverse()) {
        close(one);
        attempt(() => leaveSpan(one));
      }
    };
    run.left = { cancelled: leave };
    whenUnreachable(span, run.left);
  };

  /** The nearest span that we know: spans internal to Mastra are not told of. */
  const known = (parent: unknown): OpenSpan | undefined => {
    let span = parent;
    for (let depth = 0; depth < MAX_DEPTH && span !== undefined; depth += 1) {
      const found = spans.get(readPath(span, "id"));
      if (found !== undefined) {
        watch(found, span);
        return found;
      }
      span = readPath(span, "parent");
    }
    return undefined;
  };

  const create = (options: unknown): MastraSpanIds | undefined => {
    const client = recordingClient();
    const span = readSpan(options);
    if (client === undefined || span === undefined) return undefined;
    const parent = known(readPath(options, "parent"));
    const isEvent = readPath(options, "isEvent") === true;
    if (span.type === "model_chunk") attempt(() => sawChunk(parent));
    const within = parent?.inside === undefined ? {} : { within: parent.inside };
    const isKept = !isEvent && !(parent === undefined && isInsideCall(client)) && !isReplay(span, parent);
    const place = { within, generation: generationAround({ parent })?.span };
    const scope = isKept ? startScopeOf(client, span, place) : undefined;
    const inside = scope?.handle ?? parent?.inside;
    if (inside === undefined) return undefined;
    const id = scope?.handle?.spanId ?? randomBytes(8).toString("hex");
    const open: OpenSpan = { id, span, parent, scope, inside };
    if (!isEvent) spans.set(id, open);
    const [oldest] = spans.size > MAX_SPANS ? spans.values() : [];
    if (oldest !== undefined) close(oldest);
    attempt(() => began(open));
    const around = readPath(options, "parent", "id");
    return { traceId: inside.traceId, spanId: id, ...(typeof around === "string" && { parentSpanId: around }) };
  };

  const end = (exported: unknown): void => {
    const open = spans.get(readPath(exported, "id"));
    if (open === undefined) return;
    close(open);
    endSpan(open, exported);
  };

  const update = (exported: unknown): void => {
    const inference = spans.get(readPath(exported, "id"))?.inference;
    const client = recordingClient();
    if (inference !== undefined && client !== undefined) changeModel(client, inference, exported);
  };

  const contextOf = (spanId: string): ScopeHandle | undefined => {
    const open = spans.get(spanId);
    return open?.inference?.inside ?? open?.inside;
  };

  return {
    name: "agentscribe",
    createSpan: (options) => attempt(() => create(options)),
    executeInContext(spanId, fn) {
      const scope = contextOf(spanId);
      return scope === undefined ? fn() : scope.run(fn);
    },
    executeInContextSync(spanId, fn) {
      const scope = contextOf(spanId);
      return scope === undefined ? fn() : scope.run(fn);
    },
    async exportTracingEvent(event) {
      const type = readPath(event, "type");
      if (type === "span_ended") attempt(() => end(readPath(event, "exportedSpan")));
      if (type === "span_updated") attempt(() => update(readPath(event, "exportedSpan")));
    },
    releaseSpan: (spanId) => void attempt(() => end({ id: spanId })),
    flush: async () => undefined,
    shutdown: async () => undefined,
  };
}

/** A model call is known to the spans around it, and the tools that it asks for to the call: Mastra ends it after them. */
function began(open: OpenSpan): void {
  if (open.span.type === "model_inference") {
    settleLast(open);
    for (const one of modelSpansAbove(open)) {
      one.inference = open;
      one.hasAsked = true;
    }
  }
  if (isTool(open.span)) for (const one of modelSpansAbove(open)) one.hasTool = true;
  const call = isTool(open.span) ? open.parent?.inference : undefined;
  if (call !== undefined) call.toolsFrom ??= recordingClient()?.now();
}
