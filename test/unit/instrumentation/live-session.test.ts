import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapRealtime } from "../../../src/instrumentation/openai/realtime.ts";
import { createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";

let sessions = 0;

/** A connection as the client has it: every event of the server passes `_emit`. */
class Connection {
  readonly url: URL;
  readonly socket = { readyState: 1 };
  readonly emitted: unknown[] = [];

  constructor(path = "/v1/live/sessions") {
    this.url = new URL(`wss://api.openai.com${path}`);
  }
  _emit(name: string, ...args: unknown[]): void {
    this.emitted.push([name, ...args]);
  }
  send(event: unknown): unknown {
    return event;
  }
  close(): void {
    this._emit("close", 1000, "OK");
  }
}

/** What the server says to a connection, and what the application does. */
function play(events: readonly object[], path?: string): Connection {
  const connection = wrapRealtime(new Connection(path));
  for (const event of events) connection._emit("event", event);
  return connection;
}

function newSession(): { readonly id: string; readonly model: string } {
  sessions += 1;
  return { id: `live_${sessions}`, model: "gpt-live-1" };
}

const started = (session: unknown): object => ({ type: "session.started", session });
const nested = (event: unknown, delegation_id?: unknown): object => ({ type: "response.event", event, delegation_id });
const created = (id: string): object => ({ type: "response.created", response: { id, status: "in_progress" } });
const delta = (text: string): object => ({ type: "response.output_text.delta", output_index: 0, delta: text });
const completed = (id: string, output_tokens = 1): object => ({
  type: "response.completed",
  response: {
    id,
    object: "response",
    model: "gpt-5.5",
    status: "completed",
    output: [],
    usage: { input_tokens: 2, output_tokens },
  },
});

function recorded(fn: (telemetry: TestTelemetry) => void): Promise<TestTelemetry> {
  const telemetry = createTestTelemetry({ capture: "full" });
  telemetry.run(() => fn(telemetry));
  return telemetry.flush().then(() => telemetry);
}

describe("a session of the Live API", () => {
  it("is recorded however odd its events are, and the caller sees them as they are", async () => {
    const thrower = {
      get type(): string {
        throw new Error("no");
      },
    };
    const odd = [
      undefined,
      null,
      0,
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "x",
      "",
      [],
      {},
      [null],
      { id: 7 },
      { id: "resp_x" },
      thrower,
      new Proxy({}, {}),
    ];
    const types = [
      "session.started",
      "session.updated",
      "session.usage.updated",
      "session.closed",
      "session.input_transcript.delta",
      "session.output_transcript.delta",
      "session.delegation.created",
      "response.event",
      "decision.event",
      "error",
      "transport.failed",
      "x",
      7,
      null,
    ];
    const fields = [
      "session",
      "usage",
      "delta",
      "delegation",
      "event",
      "error",
      "delegation_id",
      "trigger_id",
      "reason",
      "client_event_id",
    ];
    const events: unknown[] = [...odd];
    for (const type of types)
      for (const field of fields) for (const value of odd) events.push({ type, [field]: value });
    for (const value of odd)
      events.push(nested({ type: "response.created", response: value }), nested(value, value), {
        type: "decision.event",
        event: { decision: value },
      });
    const telemetry = await recorded(() => {
      for (const path of ["/v1/live/sessions", "/v1/live/sessions/live_x/attach", "/v1/live/sessions/live_x/fork"]) {
        const connection = play([...(events as object[]), started(newSession()), ...(events as object[])], path);
        for (const event of events) expect(connection.send(event)).toBe(event);
        connection.close();
        expect(connection.emitted).toHaveLength(2 * events.length + 2);
        expect(connection.emitted.slice(0, events.length)).toEqual(events.map((event) => ["event", event]));
      }
    });
    expect(telemetry.open).toEqual([]);
    expect(telemetry.spans.filter(({ name }) => name === "step live connection")).toHaveLength(3);
  });

  it("goes on by another connection to it when the one that records it breaks, and an id that comes again is a new one", async () => {
    const session = newSession();
    const path = `/v1/live/sessions/${session.id}/attach`;
    const telemetry = await recorded(() => {
      for (let times = 0; times < 2; times += 1) {
        const first = play([started(session)]);
        const second = play([], path);
        for (const connection of [first, second]) connection._emit("event", nested(completed("resp_1")));
        first._emit("close", 1006, "");
        second._emit("event", nested(completed("resp_2")));
        for (const connection of [second, play([], path)]) {
          connection._emit("event", { type: "session.closed", reason: "expired", session, usage: { seconds: 3 } });
          connection.close();
        }
      }
    });
    expect(telemetry.open).toEqual([]);
    const ids = telemetry.modelCalls.map(({ attributes }) => attributes["gen_ai.response.id"]);
    expect(ids.filter((id) => id !== undefined)).toEqual(["resp_1", "resp_2", "resp_1", "resp_2"]);
  });

  it("has each response with its own usage and text, whatever else is under way", async () => {
    const response = fc.record({
      tokens: fc.integer({ min: 1, max: 9_999 }),
      texts: fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 }),
    });
    const program = fc.record({
      responses: fc.array(response, { maxLength: 5 }),
      order: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      seconds: fc.array(fc.nat(500), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(program, async ({ responses, order, seconds }) => {
        const queues: object[][] = responses.map(({ tokens, texts }, index) => {
          const id = `resp_${index}`;
          return [created(id), ...texts.map(delta), completed(id, tokens)].map((event) =>
            nested(event, `del_${index}`),
          );
        });
        queues.push(
          seconds
            .toSorted((a, b) => a - b)
            .map((each) => ({ type: "session.usage.updated", usage: { seconds: each } })),
        );
        const events: object[] = [];
        for (const pick of order) {
          const open = queues.filter((queue) => queue.length > 0);
          const next = open[pick % Math.max(1, open.length)]?.shift();
          if (next !== undefined) events.push(next);
        }
        events.push(...queues.flat());
        const session = newSession();
        const telemetry = await recorded(() => play([started(session), ...events]).close());
        expect(telemetry.open).toEqual([]);
        const calls = telemetry.modelCalls.filter(
          ({ attributes }) => attributes["agentscribe.live.delegation_id"] !== undefined,
        );
        const told = calls.map(({ attributes, usage, output }) => [
          attributes["agentscribe.live.delegation_id"],
          usage?.outputTokens,
          output?.flatMap(({ parts }) => parts.map((part) => Reflect.get(part, "text"))).join("") ?? "",
        ]);
        const expected = responses.map(({ tokens, texts }, index) => [`del_${index}`, tokens, texts.join("")]);
        expect(told.toSorted()).toEqual(expected.toSorted());
        const own = telemetry.modelCalls.filter(
          ({ attributes }) => attributes["agentscribe.live.session_id"] === session.id,
        );
        expect(own.map(({ attributes }) => attributes["agentscribe.live.audio_seconds"])).toEqual([
          seconds.length === 0 ? undefined : Math.max(...seconds),
        ]);
        await telemetry.shutdown();
      }),
      { numRuns: 60 },
    );
  });
});
