import type { EventRow, SessionPage, SessionRow, SpanDetail, SpanTable } from "../../../src/inspector/api.ts";
import { SPAN_KINDS } from "../../../src/inspector/model/facts.ts";
import { sampleConversation } from "./sample-conversation.ts";
import { createRandom, sampleSpans } from "./sample-spans.ts";

/** Sessions named `s-0` ... of which `s-0` is told in full: an agent whose tool cannot read a file. */
export function sampleSessions(count: number): readonly SessionRow[] {
  const random = createRandom(7);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, index): SessionRow => {
    const calls = 1 + Math.floor(random() * 30);
    const input = calls * (800 + Math.floor(random() * 12_000));
    const output = calls * (40 + Math.floor(random() * 700));
    const startUs = Date.UTC(2026, 10, 21, 12) * 1000 - index * 137_000_000;
    const failed = index === 0 || random() < 0.15;
    return {
      id: `s-${index}`,
      service: one(["triage", "support-bot", "claude-code", "research"]),
      agentKind: one(["agentscribe", "claude-code", "codex", "ai-sdk"]),
      agent: one(["triage", "reviewer", null]),
      user: one(["ada", "grace", null]),
      taskType: one(["bug_fix", "question", null]),
      outcome: failed ? "failed" : one(["success", "success", "accepted", null]),
      endReason: null,
      startUs,
      endUs: startUs + Math.floor(random() * 90_000_000),
      isOpen: index === 1,
      spans: calls * 3,
      traces: 1,
      events: 4,
      models: one([["gpt-5"], ["gpt-5", "gpt-5-mini"], ["claude-sonnet-4-5"]]),
      decisionPath: one(["classify:bug > route:fix > answer", "classify:question > answer", "", "route:escalate"]),
      inferenceCalls: calls,
      toolCalls: calls * 2,
      errors: failed ? 1 : 0,
      failed,
      inputTokens: input,
      outputTokens: output,
      cacheReadTokens: Math.floor(input * random() * 0.9),
      cacheWriteTokens: Math.floor(input * 0.05),
      reasoningTokens: Math.floor(output * random() * 0.6),
      costUsd: (input * 1.25 + output * 10) / 1e6,
      unpricedCalls: random() < 0.1 ? 2 : 0,
    };
  });
}

const TRACE = "5b8efff798038103d269b633813fc60c";

const STORY = [
  // id, parent, kind, name, start ms, duration ms, model, tool, error, tokens in, out, cost
  ["a1", -1, "agent", "invoke_agent triage", 0, 14_200, "", "", "", null, null, null],
  ["a2", 0, "inference", "chat gpt-5", 20, 3_100, "gpt-5", "", "", 3_200, 410, 0.0081],
  ["a3", 1, "other", "POST", 30, 3_080, "", "", "", null, null, null],
  ["a4", 0, "tool", "execute_tool search_code", 3_140, 220, "", "search_code", "", null, null, null],
  ["a5", 0, "inference", "chat gpt-5", 3_400, 2_600, "gpt-5", "", "", 5_900, 280, 0.0102],
  ["a6", 0, "tool", "execute_tool read_file", 6_020, 14, "", "read_file", "ENOENT", null, null, null],
  ["a7", 0, "agent", "invoke_agent reviewer", 7_900, 4_800, "", "", "", null, null, null],
  ["a8", 6, "inference", "chat gpt-5-mini", 7_950, 4_600, "gpt-5-mini", "", "", 8_100, 900, null],
  ["a9", -2, "retrieval", "search vectors", 12_750, 90, "", "", "", null, null, null],
  ["b1", 0, "inference", "chat gpt-5", 12_900, 1_280, "gpt-5", "", "", 9_400, 350, 0.0153],
] as const;

/** The spans of `s-0`. */
export function storySpans(session: SessionRow): SpanTable {
  const strings = [...new Set(["", session.service, ...STORY.flatMap((row) => [row[3], row[6], row[7], row[8]])])];
  const text = (index: 3 | 6 | 7 | 8): number[] => STORY.map((row) => strings.indexOf(row[index]));
  return {
    title: "triage",
    session,
    strings,
    traces: [TRACE],
    originUs: session.startUs,
    id: STORY.map((row) => row[0].padStart(16, "0")),
    trace: STORY.map(() => 0),
    parent: STORY.map((row) => row[1]),
    absentParents: { 8: "00000000000000af" },
    name: text(3),
    kind: STORY.map((row) => SPAN_KINDS.indexOf(row[2])),
    service: STORY.map(() => 1),
    agent: STORY.map(() => 0),
    model: text(6),
    tool: text(7),
    errorType: text(8),
    start: STORY.map((row) => row[4] * 1000),
    duration: STORY.map((row) => row[5] * 1000),
    status: STORY.map((row) => (row[8] === "" ? 0 : 2)),
    counted: STORY.map((row) => (row[2] === "inference" ? 1 : 0)),
    input: STORY.map((row) => row[9]),
    output: STORY.map((row) => row[10]),
    cacheRead: STORY.map((row) => (row[9] === null ? null : Math.floor(row[9] * 0.6))),
    cacheWrite: STORY.map(() => null),
    reasoning: STORY.map((row) => (row[10] === null ? null : Math.floor(row[10] * 0.4))),
    cost: STORY.map((row) => row[11]),
  };
}

/** Decisions and the outcome of `s-0`. */
export function storyEvents(session: SessionRow): readonly EventRow[] {
  const event = (timeUs: number, spanId: string | null, more: Partial<EventRow>): EventRow => ({
    traceId: TRACE,
    spanId,
    session: session.id,
    timeUs: session.startUs + timeUs,
    name: "agentscribe.decision",
    service: session.service,
    agent: "triage",
    severity: 9,
    decisionType: null,
    decisionChoice: null,
    confidence: null,
    outcome: null,
    errorType: null,
    summary: null,
    attributes: [],
    body: null,
    ...more,
  });
  return [
    event(3_120_000, "00000000000000a1", { decisionType: "route", decisionChoice: "search first", confidence: 0.82 }),
    event(14_190_000, null, { name: "agentscribe.outcome", outcome: "failed" }),
  ];
}

/** The details of a row of a table, with attributes as agentscribe sends them. */
export function detailOf(table: SpanTable, row: number, session: string): SpanDetail {
  const text = (column: readonly number[]): string | null => table.strings[column[row] ?? 0] || null;
  const failed = table.status[row] === 2;
  const startUs = table.originUs + (table.start[row] ?? 0);
  const cost = table.cost[row] ?? null;
  const isCall = table.counted[row] === 1;
  const parent = table.parent[row] ?? -1;
  return {
    traceId: table.traces[table.trace[row] ?? 0] ?? "",
    spanId: table.id[row] ?? "",
    parentSpanId: parent < 0 ? null : (table.id[parent] ?? null),
    session,
    name: text(table.name) ?? "",
    kind: SPAN_KINDS[table.kind[row] ?? 0] ?? "other",
    source: "span",
    otlpKind: "internal",
    service: text(table.service) ?? "",
    agentKind: "agentscribe",
    agent: text(table.agent),
    model: text(table.model),
    provider: isCall ? "openai" : null,
    tool: text(table.tool),
    startUs,
    durationUs: table.duration[row] ?? 0,
    status: failed ? "error" : "unset",
    statusMessage: failed ? "ENOENT: no such file or directory, open 'src/parser/lexer.ts'" : null,
    errorType: text(table.errorType),
    inputTokens: table.input[row] ?? null,
    outputTokens: table.output[row] ?? null,
    cacheReadTokens: table.cacheRead[row] ?? null,
    cacheWriteTokens: table.cacheWrite[row] ?? null,
    reasoningTokens: table.reasoning[row] ?? null,
    costUsd: cost,
    costReason: isCall && cost === null ? "unknown_model" : null,
    attributes: [
      ["gen_ai.operation.name", isCall ? "chat" : "execute_tool"],
      ["gen_ai.request.model", text(table.model)],
      ["gen_ai.usage.input_tokens", table.input[row] ?? null],
      ["gen_ai.request.temperature", 0.2],
      ["gen_ai.request.stream", true],
      ["gen_ai.tool.name", text(table.tool)],
      ["gen_ai.tool.call.arguments", '{"path":"src/parser/lexer.ts","encoding":"utf8"}'],
      ["url.full", "https://api.openai.com/v1/chat/completions"],
      ["agentscribe.cost.input", isCall && cost !== null ? cost * 0.4 : null],
      ["agentscribe.cost.output", isCall && cost !== null ? cost * 0.6 : null],
      ["agentscribe.cost.source", isCall ? "table" : null],
    ].flatMap(([name, value]) => (value == null ? [] : [[String(name), value] as const])),
    resource: [
      ["service.name", text(table.service)],
      ["service.version", "1.4.0"],
      ["telemetry.sdk.language", "nodejs"],
    ],
    scope: { name: "agentscribe", version: "0.1.0" },
    events: failed
      ? [
          {
            name: "exception",
            timeUs: startUs + 12_000,
            attributes: [
              ["exception.type", "Error"],
              ["exception.message", "ENOENT: no such file or directory, open 'src/parser/lexer.ts'"],
              ["exception.stacktrace", "Error: ENOENT\n    at open (node:fs:561:18)\n    at readFile (tools.ts:14:9)"],
            ],
          },
        ]
      : [],
    links: [],
  };
}

/** All answers over `count` sessions; `s-big` has about `bigSpans` spans, `s-long` a conversation of 2,000 steps. */
export function sampleAnswers(count = 240, bigSpans = 50_000): (url: URL) => unknown {
  const sessions = sampleSessions(count);
  const first = sessions[0] as SessionRow;
  const tables = new Map<string, SpanTable>([["s-0", storySpans(first)]]);
  const tableOf = (id: string): SpanTable => {
    const session = sessions.find((row) => row.id === id) ?? { ...first, id };
    const table = tables.get(id) ?? sampleSpans(id === "s-big" ? bigSpans : 40, session);
    tables.set(id, table);
    return table;
  };
  return ({ pathname, searchParams }) => {
    const [, , group, id = "", part] = pathname.split("/").map(decodeURIComponent);
    if (group === "sessions" && id === "") return pageOf(sessions, searchParams);
    if (group === "sessions" && part === undefined) return sessions.find((row) => row.id === id);
    if (part === "spans") return tableOf(id);
    if (part === "events") return id === "s-0" ? storyEvents(first) : [];
    if (part === "steps") return sampleConversation({ ...first, id }, id === "s-long" ? 2000 : 1);
    if (group === "spans") {
      for (const [session, table] of tables) {
        const row = table.id.indexOf(part ?? "");
        if (row !== -1 && table.traces.includes(id)) return detailOf(table, row, session);
      }
    }
    return undefined;
  };
}

function pageOf(sessions: readonly SessionRow[], query: URLSearchParams): SessionPage {
  const is = (name: string, value: string | null): boolean => !query.has(name) || query.get(name) === value;
  const text = query.get("text")?.toLowerCase() ?? "";
  const found = sessions.filter(
    (row) =>
      is("service", row.service) &&
      is("agent", row.agent) &&
      is("outcome", row.outcome) &&
      is("failed", String(row.errors > 0)) &&
      row.startUs >= Number(query.get("fromUs") ?? 0) &&
      JSON.stringify(row).toLowerCase().includes(text),
  );
  if (query.get("sort") === "cost") found.sort((a, b) => b.costUsd - a.costUsd);
  const from = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 100);
  const next = from + limit < found.length ? String(from + limit) : null;
  return { sessions: found.slice(from, from + limit), next };
}
