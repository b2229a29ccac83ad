import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { unwrap } from "../../../src/instrumentation/openai/index.ts";
import { REALTIME_MODULES, wrapRealtime } from "../../../src/instrumentation/openai/realtime.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet, vendorVersion } from "../load.ts";
import { LATENCY_MILLIS, latency, type ServerSide } from "./scripted-socket.ts";
import {
  called,
  closed,
  completed,
  created,
  decided,
  delegated,
  heard,
  LIVE_CLIENTS,
  type LiveClient,
  nested,
  response,
  SESSION,
  said,
  started,
  startLive,
  text,
  used,
} from "./start-live.ts";

const START = { type: "session.start", session: { model: "gpt-live-1" } };

/** Has the server know when the client knew of a delegation. */
function tellOfDelegation(rt: Vendor): void {
  rt.once("session.delegation.created", () => rt.send({ type: "session.update", session: {} }));
}

/** Ends a session as the provider does. */
function end(side: ServerSide, ...close: Parameters<typeof closed>): void {
  side.send(closed(...close));
  side.close(1000);
}

describe.each<VendorSet>(["previous", "older"])("openai, %s", (set) => {
  it("has no Live API", async () => {
    expect(Number.parseInt(vendorVersion(set, "openai"), 10)).toBeLessThan(7);
    await expect(loadVendor(set, LIVE_CLIENTS.live.module)).rejects.toThrow();
  });
});

describe.each(Object.keys(LIVE_CLIENTS) as LiveClient[])(
  "wrapRealtime() with a connection of openai's Live API, %s",
  (client) => {
    const isAttached = client === "sideband";

    it("records a session with its audio seconds, and what both sides said", async () => {
      const {
        rt,
        closed: over,
        paths,
        finish,
      } = await startLive(
        async (side) => {
          expect((await side.next()).type).toBe(isAttached ? "session.update" : "session.start");
          if (!isAttached) side.send(started());
          side.send(heard("How is "), heard("the weather?"), said("Sunny."), heard("Thanks"), used(5), used(9.5));
          expect((await side.next()).type).toBe("session.close");
          end(side);
        },
        { client },
      );
      rt.on("session.usage.updated", ({ usage }: Vendor) => {
        if (usage.seconds > 5) rt.send({ type: "session.close" });
      });
      rt.send(isAttached ? { type: "session.update", session: {} } : START);
      await over;
      expect(paths).toEqual([
        {
          live: "/v1/live/sessions",
          fork: "/v1/live/sessions/live_stored/fork",
          sideband: "/v1/live/sessions/live_1/attach",
        }[client],
      ]);
      const all = await finish();
      const call = all.span("chat gpt-live-1");
      expect(call.attributes).toMatchObject({
        "gen_ai.provider.name": "openai",
        "gen_ai.output.type": "speech",
        "gen_ai.response.finish_reasons": ["stop"],
        "agentscribe.live.session_id": "live_1",
        "agentscribe.live.audio_seconds": 12.5,
        "agentscribe.cost.status": "unpriced",
        "agentscribe.cost.reason": "unit_unpriced:audio_seconds",
      });
      expect(call.attributes).not.toHaveProperty("agentscribe.cost.usd");
      expect(call.attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
      const input = JSON.parse(String(call.attributes["gen_ai.input.messages"]));
      expect(input.map(({ role, parts }: Vendor) => [role, parts[0].content])).toEqual([
        ["developer", "The user is in Oslo."],
        ["user", "How is the weather?"],
        ["user", "Thanks"],
      ]);
      expect(String(call.attributes["gen_ai.output.messages"])).toContain("Sunny.");
      expect(String(call.attributes["gen_ai.system_instructions"])).toContain("be brief");
      const connection = all.span("step live connection");
      expect(call.parentSpanId).toBe(connection.spanId);
      expect(connection.attributes).toMatchObject({
        "agentscribe.live.session_id": "live_1",
        "agentscribe.live.audio_seconds": 12.5,
        "agentscribe.live.close_reason": "close_requested",
        "agentscribe.live.close_code": 1000,
        "gen_ai.request.model": "gpt-live-1",
      });
      // The API tells no turns.
      expect(connection.attributes).not.toHaveProperty("agentscribe.live.turns");
      expect(all.spans.map(({ status }) => status?.code ?? 0)).not.toContain(2);
      // Nor tokens, nor an answering model.
      const told = /gen_ai\.(response\.(id|model)|usage\.(in|out)put_tokens)/;
      expect(all.violations.filter((one) => !told.test(one))).toEqual([]);
    });

    it("records a delegated response with what it costs, its function call, and the answer to its result", async () => {
      const {
        rt,
        closed: over,
        finish,
      } = await startLive(
        async (side) => {
          if (isAttached) side.send({ type: "session.updated", event_id: "event_1", session: SESSION });
          else side.send(started());
          side.send(delegated());
          expect((await side.next()).type).toBe("session.update");
          await latency();
          side.send(...nested(created(), ...called("weather", '{"city":"Oslo"}'), completed()));
          expect((await side.next()).type).toBe("response.item.create");
          expect((await side.next()).type).toBe("response.create");
          await latency();
          side.send(...nested(created("resp_2"), text("Sun"), text("ny."), completed({}, "resp_2")));
          end(side);
        },
        { client },
      );
      tellOfDelegation(rt);
      rt.on("response.event", ({ event }: Vendor) => {
        if (event.type !== "response.completed" || event.response.id !== "resp_1") return;
        rt.send({
          type: "response.item.create",
          item: { type: "function_call_output", call_id: "call_1", output: "clear" },
        });
        rt.send({ type: "response.create" });
      });
      await over;
      const all = await finish();
      const [first, second] = all.spans.filter(({ name }) => name === "chat gpt-5.5");
      for (const call of [first, second]) {
        expect(call?.parentSpanId).toBe(all.span("step live connection").spanId);
        expect(call?.attributes).toMatchObject({
          "agentscribe.live.delegation_id": "del_1",
          "gen_ai.request.stream": true,
          "gen_ai.request.max_tokens": 500,
          "gen_ai.response.model": "gpt-5.5-2026-04-23",
          "gen_ai.usage.input_tokens": 120,
          "gen_ai.usage.output_tokens": 40,
          "gen_ai.usage.cache_read.input_tokens": 64,
          "gen_ai.usage.reasoning.output_tokens": 10,
          "agentscribe.cost.status": "ok",
          "agentscribe.request.tools": 1,
        });
        expect(call?.attributes["agentscribe.cost.usd"]).toBeCloseTo(0.001512, 9);
        expect(call?.attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThanOrEqual(
          LATENCY_MILLIS / 1000 - 0.002,
        );
        expect(String(call?.attributes["gen_ai.system_instructions"])).toContain("use tools");
      }
      expect(first?.attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_call"]);
      expect(JSON.parse(String(first?.attributes["gen_ai.output.messages"]))[0].parts).toEqual([
        { type: "tool_call", id: "call_1", name: "weather", arguments: { city: "Oslo" } },
      ]);
      expect(second?.attributes["gen_ai.response.finish_reasons"]).toEqual(["stop"]);
      expect(JSON.parse(String(second?.attributes["gen_ai.input.messages"]))[0].parts).toMatchObject([
        { type: "tool_call_response", id: "call_1" },
      ]);
      expect(String(second?.attributes["gen_ai.output.messages"])).toContain("Sunny.");
      expect(all.span("step live connection").attributes["agentscribe.live.delegations"]).toBe(1);
    });
  },
);

describe("a session of openai's Live API", () => {
  it("has what the application told its model as input, in its place", async () => {
    const {
      rt,
      closed: over,
      finish,
    } = await startLive(async (side) => {
      side.send(started({ ...SESSION, input: undefined }), heard("Where is my parcel?"), delegated("client"));
      for (const type of ["session.thinking.append", "session.commentary.append"]) {
        expect((await side.next()).type).toBe(type);
      }
      side.send(said("It is on its way."), heard("When?"));
      end(side);
    });
    rt.once("session.delegation.created", () => {
      rt.send({ type: "session.thinking.append", delegation_id: "del_1", content: "looking" });
      rt.send({ type: "session.commentary.append", delegation_id: "del_1", content: "on its way" });
    });
    await over;
    const all = await finish();
    const [call] = all.spans;
    expect(all.spans.map(({ name }) => name)).toEqual(["chat gpt-live-1", "step live connection"]);
    const input = JSON.parse(String(call?.attributes["gen_ai.input.messages"]));
    expect(input.map(({ role, parts }: Vendor) => [role, parts[0].content])).toEqual([
      ["user", "Where is my parcel?"],
      ["developer", "looking"],
      ["developer", "on its way"],
      ["user", "When?"],
    ]);
    expect(all.span("step live connection").attributes["agentscribe.live.delegations"]).toBe(1);
  });

  it("is open while it lasts: a process that ends has recorded its seconds", async () => {
    const { seen, finish } = await startLive(async (side) => side.send(started(), said("Hello"), used(7)));
    await seen("session.usage.updated");
    const all = await finish();
    expect(all.span("chat gpt-live-1").attributes).toMatchObject({
      "agentscribe.live.session_id": "live_1",
      "agentscribe.live.audio_seconds": 7,
      "agentscribe.cost.reason": "unit_unpriced:audio_seconds",
    });
    expect(all.span("step live connection").attributes["agentscribe.live.audio_seconds"]).toBe(7);
  });

  it("records the decisions that it delegates, and those that its transcript sets off", async () => {
    const decisions = { model: "gpt-5.5", questions: [{ type: "predicate", instructions: "Is it urgent?" }] };
    const session = { ...SESSION, delegation: { type: "decisions", decisions } };
    const {
      rt,
      closed: over,
      finish,
    } = await startLive(async (side) => {
      side.send(started(session), delegated("decisions"));
      expect((await side.next()).type).toBe("session.update");
      await latency();
      side.send(decided("del_1"), decided(null));
      end(side);
    });
    tellOfDelegation(rt);
    await over;
    const all = await finish();
    const [first, second] = all.spans.filter(({ name }) => name.startsWith("generate_content"));
    expect([first?.name, second?.name]).toEqual(["generate_content gpt-5.5", "generate_content gpt-5.4-mini"]);
    for (const call of [first, second]) {
      expect(call?.attributes).toMatchObject({
        "gen_ai.response.model": "gpt-5.4-mini",
        "gen_ai.usage.input_tokens": 30,
        "gen_ai.usage.output_tokens": 4,
        "gen_ai.usage.cache_read.input_tokens": 10,
        "agentscribe.cost.status": "ok",
      });
    }
    expect(first?.attributes["agentscribe.live.delegation_id"]).toBe("del_1");
    expect(second?.attributes).not.toHaveProperty("agentscribe.live.delegation_id");
    expect(durationMillis(first)).toBeGreaterThanOrEqual(LATENCY_MILLIS - 2);
  });

  it("records a response that fails, one that is cut short, and a request that is refused", async () => {
    const {
      rt,
      errors,
      closed: over,
      finish,
    } = await startLive(async (side) => {
      const error = { code: "rate_limit_exceeded", message: "later" };
      const failed = { type: "response.failed", response: response("failed", { error }) };
      const details = { incomplete_details: { reason: "max_output_tokens" } };
      const cut = { type: "response.incomplete", response: response("incomplete", details, "resp_2") };
      side.send(started(), ...nested(created(), failed), ...nested(created("resp_2"), text("Su"), cut));
      const { event_id } = await side.next();
      const refusal = { type: "invalid_request_error", code: "no_delegation", message: "no" };
      side.send({ type: "error", event_id: "event_8", error: { ...refusal, client_event_id: event_id } });
      side.send({ type: "error", event_id: "event_9", error: { ...refusal, code: "unknown_parameter" } });
      end(side);
    });
    rt.on("response.event", ({ event }: Vendor) => {
      if (event.type === "response.incomplete") rt.send({ type: "response.create", event_id: "mine" });
    });
    await over;
    expect(errors.map(({ error }) => error.error.code)).toEqual(["no_delegation", "unknown_parameter"]);
    const all = await finish();
    const calls = all.spans.filter(({ name }) => name === "chat gpt-5.5");
    expect(calls.map(({ attributes }) => attributes["error.type"])).toEqual([
      "rate_limit_exceeded",
      undefined,
      "no_delegation",
    ]);
    expect(calls[1]?.attributes["gen_ai.response.finish_reasons"]).toEqual(["max_output_tokens"]);
    expect(all.span("step live connection").attributes["agentscribe.live.errors"]).toBe(1);
  });

  it("ends what is under way when the provider ends it: without an error, unless the user's connection broke", async () => {
    const endings = [
      ["expired", "stop", undefined],
      ["content", "content_filter", undefined],
      ["connection_lost", "error", "connection_lost"],
    ] as const;
    for (const [reason, finishReason, error] of endings) {
      const { closed: over, finish } = await startLive(async (side) => {
        side.send(started(), said("Let me see"), delegated(), ...nested(created(), text("It is sun")));
        end(side, reason);
      });
      await over;
      const all = await finish();
      const [answer, session] = [all.span("chat gpt-5.5"), all.span("chat gpt-live-1")];
      expect(session.attributes["gen_ai.response.finish_reasons"]).toEqual([finishReason]);
      expect(session.attributes["agentscribe.live.audio_seconds"]).toBe(12.5);
      expect(session.attributes["agentscribe.cost.reason"]).toBe("unit_unpriced:audio_seconds");
      expect(session.attributes).not.toHaveProperty("agentscribe.usage.estimated");
      expect([answer, session].map(({ attributes }) => attributes["error.type"])).toEqual([error, error]);
      expect(answer.attributes["agentscribe.live.interruption_reason"]).toBe(error === undefined ? reason : undefined);
      expect(answer.attributes["agentscribe.cost.reason"]).toBe("usage_estimated");
      expect(String(answer.attributes["gen_ai.output.messages"])).toContain("It is sun");
      expect(all.span("step live connection").attributes["agentscribe.live.close_reason"]).toBe(reason);
      expect(all.span("step live connection").status?.code ?? 0).not.toBe(2);
    }
  });

  it("ends when the connection does: closed by the application without an error, dropped with one", async () => {
    const begin = async (side: ServerSide): Promise<void> =>
      side.send(started(), used(3), said("Let me see"), delegated(), ...nested(created(), text("It is sun")));
    const first = await startLive(begin);
    await new Promise<void>((written) => {
      first.rt.on("response.event", ({ event }: Vendor) => {
        if (event.type === "response.output_text.delta") written();
      });
    });
    first.rt.close();
    await first.closed;
    const left = await first.finish();
    expect(left.span("chat gpt-5.5").attributes).toMatchObject({
      "agentscribe.live.interruption_reason": "client_closed",
      "gen_ai.response.finish_reasons": ["cancelled"],
    });
    expect(left.span("chat gpt-live-1").attributes["agentscribe.live.audio_seconds"]).toBe(3);
    expect(left.spans.map(({ status }) => status?.code ?? 0)).not.toContain(2);

    const second = await startLive(async (side) => {
      await begin(side);
      side.terminate();
    });
    await second.closed;
    const dropped = await second.finish();
    expect(dropped.spans.map(({ name, attributes }) => [name, attributes["error.type"]])).toEqual([
      ["chat gpt-live-1", "close_1006"],
      ["chat gpt-5.5", "close_1006"],
      ["step live connection", "close_1006"],
    ]);
    expect(String(dropped.span("chat gpt-live-1").attributes["gen_ai.output.messages"])).toContain("Let me see");
    expect(dropped.span("step live connection").attributes).not.toHaveProperty("agentscribe.live.close_reason");
  });

  it("is recorded once where a second connection of this process is attached to it", async () => {
    const events = [heard("Hello"), delegated(), ...nested(created(), text("Hi"), completed()), closed()];
    const first = await startLive(async (side) => {
      side.send(started());
      await side.next();
      side.send(...events);
      await side.next();
      side.close(1000);
    });
    await first.seen("session.started");
    const second = await startLive(
      async (side) => {
        side.send(...events);
        await side.next();
        side.close(1000);
      },
      { client: "sideband" },
    );
    first.rt.send({ type: "session.update", session: {} });
    await Promise.all([first.seen("session.closed"), second.seen("session.closed")]);
    for (const { rt } of [first, second]) rt.send({ type: "session.close" });
    await Promise.all([first.closed, second.closed]);
    const names = (await first.collect()).spans.concat((await second.collect()).spans).map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      "chat gpt-5.5",
      "chat gpt-live-1",
      "step live connection",
      "step live connection",
    ]);
  });

  it("is another one on a connection that the client makes anew", async () => {
    let connections = 0;
    const { rt, seen, finish } = await startLive(
      async (side) => {
        connections += 1;
        await side.next();
        side.send(
          started({ ...SESSION, id: `live_${connections}` }),
          used(connections * 2),
          ...nested(created(`resp_${connections}`)),
        );
        await side.next();
        if (connections === 1) side.terminate();
        else end(side, "close_requested", 4, { ...SESSION, id: "live_2" });
      },
      { options: { reconnect: { onReconnecting: () => ({}), initialDelay: 1, maxDelay: 2 } } },
    );
    rt.on("reconnected", () => rt.send(START));
    rt.on("response.event", () => rt.send({ type: "session.close" }));
    const over = seen("close");
    rt.send(START);
    await over;
    const all = await finish();
    const sessions = all.spans.filter(({ name }) => name === "chat gpt-live-1");
    expect(
      sessions.map(({ attributes }) => [
        attributes["agentscribe.live.session_id"],
        attributes["agentscribe.live.audio_seconds"],
        attributes["error.type"],
      ]),
    ).toEqual([
      ["live_1", 2, "connection_closed"],
      ["live_2", 4, undefined],
    ]);
    expect(all.span("step live connection").attributes["agentscribe.live.audio_seconds"]).toBe(6);
  });
});

describe("what a connection to openai's Live API tells nobody", () => {
  it("is content, unless it is asked for", async () => {
    const canary = "canary-7f3a";
    const session = { ...SESSION, instructions: canary, input: [{ role: "user", content: [{ text: canary }] }] };
    const {
      rt,
      closed: over,
      finish,
      receiver,
    } = await startLive(
      async (side) => {
        side.send(started(session), heard(canary), said(canary));
        await side.next();
        side.send(delegated(), ...nested(created(), ...called("weather", `{"city":"${canary}"}`), completed()));
        side.send({ type: "error", event_id: "event_8", error: { code: "x", message: canary } });
        end(side, "expired", 3, session);
      },
      { telemetry: {} },
    );
    rt.send({ type: "response.item.create", item: { type: "message", role: "user", content: canary } });
    await over;
    expect((await finish()).spans).toHaveLength(3);
    expect(JSON.stringify([receiver.spans(), receiver.logs(), receiver.metrics()])).not.toContain(canary);
  });
});

describe("the caller of a connection to openai's Live API", () => {
  async function heardBy(wrap: (made: Vendor) => Vendor, isUnwrapped = false): Promise<unknown[]> {
    const log: unknown[] = [];
    const { rt, closed: over } = await startLive(
      async (side) => {
        log.push(await side.next());
        side.send(started(), heard("Hi"), delegated(), ...nested(created(), completed()));
        side.send(
          { type: "error", event_id: "event_8", error: { code: "x", message: "y" } },
          { type: "unknown.event" },
        );
        end(side);
      },
      { wrap },
    );
    if (isUnwrapped) unwrap(rt);
    rt.on("event", (event: unknown) => log.push(event));
    rt.on("error", ({ message, error }: Vendor) => log.push([message, error]));
    rt.on("session.started", (event: unknown) => log.push(event));
    rt.on("close", (...args: unknown[]) => log.push(args));
    rt.send(START);
    for await (const each of rt.stream()) log.push(each.type);
    await over;
    return log;
  }

  it("sees what it sees without, wrapped and unwrapped", async () => {
    const bare = await heardBy((made) => made);
    expect(bare.length).toBeGreaterThan(15);
    expect(await heardBy(wrapRealtime)).toEqual(bare);
    expect(await heardBy(wrapRealtime, true)).toEqual(bare);
  });

  it("gets the connection back as it was", async () => {
    const {
      rt,
      closed: over,
      finish,
    } = await startLive(async (side) => {
      await side.next();
      end(side);
    });
    unwrap(rt);
    expect(["send", "_emit", "close"].filter((name) => Object.hasOwn(rt, name))).toEqual([]);
    rt.send(START);
    await over;
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["step live connection"]);
  });

  it("gets the network's own error, which is recorded", async () => {
    const refuse = createServer();
    await new Promise<void>((listening) => refuse.listen(0, "127.0.0.1", listening));
    const { port } = refuse.address() as AddressInfo;
    await new Promise((done) => refuse.close(done));
    const { finish } = await startRecording();
    const { default: OpenAI } = await loadVendor("newest", "openai");
    const { LiveWS } = await loadVendor("newest", LIVE_CLIENTS.live.module);
    const rt = wrapRealtime(new LiveWS(new OpenAI({ apiKey: "none", baseURL: `http://127.0.0.1:${port}/v1` })));
    const over = new Promise((resolve) => rt.on("close", resolve));
    const error: Vendor = await new Promise((resolve) => rt.on("error", resolve));
    expect(error.cause.code).toBe("ECONNREFUSED");
    await over;
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span("step live connection").attributes).toMatchObject({
      "error.type": "ECONNREFUSED",
      "server.address": "127.0.0.1",
      "server.port": port,
    });
  });
});

describe("REALTIME_MODULES", () => {
  it.each(Object.keys(LIVE_CLIENTS) as LiveClient[])(
    "records connections to the Live API that nobody wrapped, and once those that are, %s",
    async (client) => {
      const { module } = LIVE_CLIENTS[client];
      const hooks = REALTIME_MODULES.filter(({ name }) => name === module);
      expect(hooks).toHaveLength(1);
      for (const hook of hooks) hook.patch(requireVendor("newest", module));
      for (const hook of hooks) hook.patch(await loadVendor("newest", module));
      for (const wrap of [(made: Vendor) => made, wrapRealtime]) {
        const {
          rt,
          closed: over,
          finish,
        } = await startLive(
          async (side) => {
            await side.next();
            side.send(started(), ...nested(created(), completed()));
            end(side);
          },
          { client, wrap },
        );
        rt.send(START);
        await over;
        const { spans } = await finish();
        expect(spans.map(({ name }) => name)).toEqual(["chat gpt-5.5", "chat gpt-live-1", "step live connection"]);
      }
    },
  );
});

function durationMillis(
  span: { readonly startTimeUnixNano: string; readonly endTimeUnixNano: string } | undefined,
): number {
  return span === undefined ? 0 : Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
}
