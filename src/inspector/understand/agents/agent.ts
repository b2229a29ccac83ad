import type { SpanKind } from "../../model/facts.ts";
import type { AgentEvents } from "../events/agent-events.ts";
import type { MetricMeaning } from "../token-metrics.ts";

/** How the telemetry of an agent is read that has attributes of its own. Its table is read before those of the conventions. */
export interface Agent extends AgentEvents {
  /** What the agent calls kinds of spans, in the attribute that its table maps to `ownKind`. */
  readonly kinds?: ReadonlyMap<string, SpanKind>;
  /** Kinds of spans by their names. */
  readonly spanNames?: ReadonlyMap<string, SpanKind>;
  /** The metrics of tokens and cost of an agent that has its own: those of the conventions count the same again. */
  readonly tokenMetrics?: ReadonlyMap<string, MetricMeaning>;
  /** Kinds that the agent's events tell more of than its spans: the spans of model calls are not summed, those of tools are steps. */
  readonly toldByEvents?: ReadonlySet<SpanKind>;
}
