import type { SpanTable } from "../api.ts";
import { SPAN_KINDS, type SpanKind } from "../model/facts.ts";

/** Where a span stands among the spans of its session. */
export interface SpanPlace {
  /** `other` for a step of an agent that does not name its own: those are parts of its machinery. */
  readonly kind: SpanKind;
  /** Agents, tasks and tools that it is inside of. */
  readonly depth: number;
  /** The agent's run that it is part of: an id, "" outside of all. */
  readonly run: string;
  /** Whether a tool is around it. */
  readonly isInTool: boolean;
  /** Whether it is a model call that is summed. */
  readonly counted: boolean;
}

/** What of a table tells where its spans stand. */
export type SpanTree = Pick<SpanTable, "session" | "traces" | "id" | "trace" | "parent" | "kind" | "counted">;

const OUTSIDE: SpanPlace = { kind: "other", depth: 0, run: "", isInTool: false, counted: false };

/** What other work is inside of. A session is around everything and counts for nothing. */
const AROUND: ReadonlySet<SpanKind> = new Set(["workflow", "task", "agent", "plan", "step", "tool"]);

/** The places of all spans of a table, by {@link spanKey}. Parents may stand behind their children, and damaged data may make a circle. */
export function placesOf(table: SpanTree): ReadonlyMap<string, SpanPlace> {
  const places: (SpanPlace | undefined)[] = new Array(table.id.length);
  for (let row = 0; row < table.id.length; row++) {
    const path: number[] = [];
    for (let at = row; at >= 0 && places[at] === undefined; at = table.parent[at] ?? -1) {
      // Taken as outside until its parents are known: that ends a circle.
      places[at] = OUTSIDE;
      path.push(at);
    }
    for (const at of path.reverse()) places[at] = placeOf(table, at, places[table.parent[at] ?? -1]);
  }
  return new Map(
    places.map((place, row) => [spanKey(table.traces[table.trace[row] ?? 0], table.id[row]), place ?? OUTSIDE]),
  );
}

export function spanKey(traceId: string | null | undefined, spanId: string | null | undefined): string {
  return `${traceId}/${spanId}`;
}

/** Whether spans of the kind `step` are what the author of the agent calls one. */
export function namesSteps({ session }: SpanTree): boolean {
  return session?.agentKind === "agentscribe";
}

function placeOf(table: SpanTree, row: number, parent: SpanPlace = OUTSIDE): SpanPlace {
  const said = SPAN_KINDS[table.kind[row] ?? 0] ?? "other";
  const kind = said === "step" && !namesSteps(table) ? "other" : said;
  const isInside = AROUND.has(parent.kind);
  return {
    kind,
    depth: parent.depth + (isInside ? 1 : 0),
    run: kind === "agent" ? spanKey(table.traces[table.trace[row] ?? 0], table.id[row]) : parent.run,
    isInTool: parent.isInTool || parent.kind === "tool",
    counted: table.counted[row] === 1,
  };
}
