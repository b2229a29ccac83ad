import type { SessionRow, SpanTable } from "../../../src/inspector/api.ts";
import { SPAN_KINDS } from "../../../src/inspector/model/facts.ts";

const STRINGS = [
  "",
  "invoke_agent triage",
  "chat gpt-5",
  "execute_tool read_file",
  "execute_tool search_code",
  "POST",
  "triage",
  "gpt-5",
  "read_file",
  "search_code",
  "ENOENT",
  "sample-agent",
  "plan",
] as const;

/** The same numbers between 0 and 1 for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A session of about as many spans as asked for: turns of an agent, each with model calls and the tools that they ask for; a few tools fail. */
export function sampleSpans(count: number, session: SessionRow | null = null): SpanTable {
  const random = createRandom(count);
  const rows: Record<string, (number | string | null)[]> = {};
  let size = 0;
  const add = (row: Readonly<Record<string, number | string | null>>): number => {
    for (const [name, value] of Object.entries(row)) {
      const column = rows[name] ?? [];
      column[size] = value;
      rows[name] = column;
    }
    return size++;
  };
  const span = (
    parent: number,
    kind: (typeof SPAN_KINDS)[number],
    name: (typeof STRINGS)[number],
    start: number,
    duration: number,
    more: Readonly<Record<string, number | null>> = {},
  ): number =>
    add({
      id: (size + 1).toString(16).padStart(16, "0"),
      trace: 0,
      parent,
      name: text(name),
      kind: SPAN_KINDS.indexOf(kind),
      service: text("sample-agent"),
      agent: text("triage"),
      model: 0,
      tool: 0,
      errorType: 0,
      start,
      duration,
      status: 0,
      counted: 0,
      input: null,
      output: null,
      cacheRead: null,
      cacheWrite: null,
      reasoning: null,
      cost: null,
      ...more,
    });
  let time = 0;
  while (size < count) {
    const turn = span(-1, "agent", "invoke_agent triage", time, 0);
    const started = time;
    for (let call = 0; call < 12 && size < count; call++) {
      time += 2_000 + Math.floor(random() * 20_000);
      const duration = 300_000 + Math.floor(random() * 2_000_000);
      const input = 1_000 + Math.floor(random() * 20_000);
      const output = 50 + Math.floor(random() * 800);
      const chat = span(turn, "inference", "chat gpt-5", time, duration, {
        model: text("gpt-5"),
        counted: 1,
        input,
        output,
        cacheRead: Math.floor(input * 0.7),
        reasoning: Math.floor(output * 0.3),
        cost: random() < 0.02 ? null : (input * 1.25 + output * 10) / 1e6,
      });
      if (size < count) span(chat, "other", "POST", time + 1_000, duration - 2_000);
      time += duration;
      for (let tool = 0; tool < 3 && size < count; tool++) {
        const failed = random() < 0.01;
        const name = random() < 0.5 ? "read_file" : "search_code";
        const lasts = 5_000 + Math.floor(random() * 400_000);
        span(turn, "tool", `execute_tool ${name}`, time, lasts, {
          tool: text(name),
          status: failed ? 2 : 0,
          errorType: failed ? text("ENOENT") : 0,
        });
        time += lasts;
      }
    }
    (rows.duration ?? [])[turn] = time - started;
    time += 500_000;
  }
  return {
    title: "sample-agent",
    session,
    strings: STRINGS,
    traces: ["0123456789abcdef0123456789abcdef"],
    originUs: Date.UTC(2026, 10, 21, 9) * 1000,
    ...rows,
  } as unknown as SpanTable;
}

function text(string: (typeof STRINGS)[number]): number {
  return STRINGS.indexOf(string);
}
