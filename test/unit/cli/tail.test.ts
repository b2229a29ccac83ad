import { describe, expect, it } from "vitest";
import { Arrivals } from "../../../src/cli/tail/arrivals.ts";
import { follow } from "../../../src/cli/tail/follow.ts";
import type { TailSource } from "../../../src/cli/tail/tail-source.ts";
import type { EventRow, SessionRow, SpanTable } from "../../../src/inspector/index.ts";
import { type HandMadeSpan, handMadeEvent, handMadeRun } from "../../support/inspector/hand-made-run.ts";

/** A source of one session, of which a test says what there is. */
class MadeUpSource implements TailSource {
  rows: readonly SessionRow[];
  table: SpanTable;
  told: readonly EventRow[];

  constructor(spans: readonly HandMadeSpan[], told: readonly EventRow[] = []) {
    const run = handMadeRun(spans, told);
    this.rows = [run.session];
    this.table = run.table as SpanTable;
    this.told = told;
  }

  session = async (id: string): Promise<SessionRow | undefined> => this.rows.find((row) => row.id === id);
  spans = async (): Promise<SpanTable> => this.table;
  events = async (): Promise<readonly EventRow[]> => this.told;
  newest = async (): Promise<readonly SessionRow[]> => this.rows;
  listen: TailSource["listen"] = async (onChange) => {
    onChange(this.rows.map(({ id }) => id));
    return { over: Promise.resolve() };
  };
}

const decision = (at: number, choice: string, spanId: string | null): EventRow => ({
  ...handMadeEvent("agentscribe.decision", at),
  ...{ traceId: spanId && "t1", spanId, decisionType: "route", decisionChoice: choice },
});

describe("Arrivals", () => {
  it("gives each event once, also one that comes late, and those of one span at one time", async () => {
    const [one, three] = [decision(1, "one", null), decision(3, "three", null)];
    const [alike, more] = [decision(5, "alike", "a"), decision(5, "more", "a")];
    const source = new MadeUpSource([{ id: "a", kind: "agent" }], [one, three]);
    const arrivals = new Arrivals(source);
    const id = source.rows[0]?.id ?? "";
    const choices = async () =>
      (await arrivals.of(id))?.lines.flatMap(({ decision: made }) => (made === null ? [] : [made.choice]));
    expect(await choices()).toEqual(["one", "three"]);
    source.told = [one, decision(2, "late", null), three, alike];
    expect(await choices()).toEqual(["late", "alike"]);
    source.told = [...source.told, more];
    expect(await choices()).toEqual(["more"]);
    expect(await choices()).toEqual([]);
  });

  it("names a command, as any tool, by the name of the tool", async () => {
    const source = new MadeUpSource([
      { id: "t", kind: "tool" },
      { id: "c", kind: "command", at: 1 },
    ]);
    const strings = ["", "execute_tool read_file", "read_file", "execute_tool shell", "shell"];
    source.table = { ...source.table, strings, name: [1, 3], tool: [2, 4] };
    const arrived = await new Arrivals(source).of(source.rows[0]?.id ?? "");
    expect(arrived?.lines.map(({ type, name }) => `${type} ${name}`)).toEqual(["tool read_file", "command shell"]);
  });
});

describe("follow()", () => {
  const linesOf = async (source: TailSource, options: { service?: string; session?: string }): Promise<string[]> => {
    const names: string[] = [];
    await follow(source, {
      ...{ service: options.service, session: options.session, signal: new AbortController().signal },
      print: ({ lines }) => names.push(...lines.map(({ spanId }) => String(spanId))),
    });
    return names;
  };

  it("shows what a service did in the session of another", async () => {
    const source = new MadeUpSource([
      { id: "a", kind: "agent" },
      { id: "b", kind: "inference", parent: "a" },
    ]);
    source.table = { ...source.table, strings: ["", "front", "back"], service: [1, 2] };
    const [row] = source.rows;
    const session = row?.id ?? "";
    expect(await linesOf(source, { session, service: "back" })).toEqual(["b"]);
    expect(await linesOf(source, { session, service: "front" })).toEqual(["a"]);
    expect(await linesOf(source, { session, service: "side" })).toEqual([]);
  });

  it("shows of a session that was quiet what was under way when it began, and nothing that was over", async () => {
    const source = new MadeUpSource([
      { id: "over", kind: "tool" },
      { id: "long", kind: "tool", millis: 3_600_000 },
    ]);
    const startUs = Date.now() * 1_000 - 600e6;
    source.table = { ...source.table, originUs: startUs };
    source.rows = source.rows.map((row) => ({ ...row, isOpen: false }));
    expect(await linesOf(source, {})).toEqual(["long"]);
  });

  it("shows what comes while it looks at what is there", async () => {
    const source = new MadeUpSource([{ id: "before", kind: "tool" }]);
    const { table } = new MadeUpSource([
      { id: "before", kind: "tool" },
      { id: "meanwhile", kind: "tool", at: 1 },
    ]);
    const [row] = source.rows;
    source.rows = row === undefined ? [] : [{ ...row, isOpen: true }];
    let tell: (sessions: readonly string[]) => void = () => undefined;
    source.listen = async (onChange) => {
      tell = onChange;
      return { over: Promise.resolve() };
    };
    const { events } = source;
    source.events = async () => {
      const told = await events();
      // The spans of before have been read, and a commit comes.
      if (source.table !== table) {
        source.table = table;
        tell(source.rows.map(({ id }) => id));
      }
      return told;
    };
    expect(await linesOf(source, {})).toEqual(["meanwhile"]);
  });

  it("does not wait for what will never be the id of a session", async () => {
    const source = new MadeUpSource([{ id: "a", kind: "agent" }]);
    const [row] = source.rows;
    if (row === undefined) throw new Error("no session");
    source.rows = ["run-1", "run-2"].map((id) => ({ ...row, id }));
    expect(await linesOf(source, { session: "last~1" })).toEqual(["a"]);
    await expect(linesOf(source, { session: "run-" })).rejects.toThrow("2 sessions begin with run-: run-1, run-2");
    await expect(linesOf(source, { session: "last~2" })).rejects.toThrow("no 2 sessions before the last");
    const outside = { ...row, id: `service:${row.service}`, spans: 0 };
    source.rows = [outside, row];
    expect(await linesOf(source, { session: "last" })).toEqual(["a"]);
    source.rows = [];
    await expect(linesOf(source, { session: "last" })).rejects.toThrow("the store has no session yet");
    expect(await linesOf(source, { session: "not-yet" })).toEqual([]);
  });
});
