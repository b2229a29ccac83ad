import { expect, it } from "vitest";
import type { Recorded } from "../../support/recording.ts";
import type { Vendor } from "../load.ts";
import type { ServerSide } from "./scripted-socket.ts";
import { audio, created, done, SESSION, start } from "./start-openai.ts";

const TURN = "chat gpt-realtime";
const typed = (text: string) => ({
  type: "conversation.item.create",
  item: { type: "message", role: "user", content: [{ type: "input_text", text }] },
});
const error = (more: object) => ({
  type: "error",
  event_id: "event_1",
  error: { type: "invalid_request_error", message: "no", param: null, event_id: null, ...more },
});

/** What is recorded of a connection whose provider and application do this. */
async function record(script: (side: ServerSide) => Promise<void>, use: (rt: Vendor, seen: Seen) => Promise<void>) {
  const { rt, seen, closed, finish } = await start(
    "newest",
    "ws",
    async (side) => {
      side.send(SESSION);
      await script(side);
    },
    { capture: "full" },
  );
  await seen("session.created");
  await use(rt, seen);
  rt.close();
  await closed;
  return finish();
}
type Seen = (type: string) => Promise<Vendor>;

/** Waits until that came so often. */
function told(rt: Vendor, type: string, times: number): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    rt.on(type, () => {
      count += 1;
      if (count === times) resolve();
    });
  });
}

async function take(side: ServerSide, count: number): Promise<Vendor[]> {
  const taken: Vendor[] = [];
  while (taken.length < count) taken.push(await side.next());
  return taken;
}

const turnsOf = ({ spans }: Recorded) => spans.filter(({ name }) => name === TURN);
const answer = (id: string, told: object = {}) => [
  { type: "response.created", response: { id, object: "realtime.response", status: "in_progress", ...told } },
  audio(id),
  done({}, id),
];
const connectionOf = (all: Recorded) => all.span("step live connection").attributes;

it("an error that names another event of the application is none of the response", async () => {
  const all = await record(
    async (side) => {
      const [update] = await take(side, 2);
      side.send(error({ code: "invalid_value", event_id: update.event_id }), ...answer("resp_1"));
    },
    async (rt, seen) => {
      rt.send({ type: "session.update", event_id: "u1", session: { voice: "x" } });
      rt.send({ type: "response.create", event_id: "u2", response: { temperature: 0.5 } });
      await seen("response.done");
    },
  );
  const [turn, ...others] = turnsOf(all);
  expect(others).toEqual([]);
  expect(turn?.attributes).not.toHaveProperty("error.type");
  expect(turn?.attributes).toMatchObject({
    "gen_ai.request.temperature": 0.5,
    "gen_ai.response.time_to_first_chunk": expect.any(Number),
  });
  expect(connectionOf(all)["agentscribe.live.errors"]).toBe(1);
});

it("an error that names no event is none of the response that starts after it", async () => {
  const all = await record(
    async (side) => {
      await take(side, 3);
      side.send(error({ code: "response_cancel_not_active" }), ...answer("resp_1"));
    },
    async (rt, seen) => {
      rt.send({ type: "response.cancel" });
      rt.send(typed("And tomorrow?"));
      rt.send({ type: "response.create" });
      await seen("response.done");
    },
  );
  const [turn, ...others] = turnsOf(all);
  expect(others).toEqual([]);
  expect(turn?.attributes).not.toHaveProperty("error.type");
  expect(String(turn?.attributes["gen_ai.input.messages"])).toContain("And tomorrow?");
  expect(turn?.attributes).toHaveProperty("gen_ai.response.time_to_first_chunk");
  expect(connectionOf(all)["agentscribe.live.errors"]).toBe(1);
});

it("an error that names a request, or names none before the next request, is of that request", async () => {
  const all = await record(
    async (side) => {
      await take(side, 2);
      side.send(error({ code: "unknown_voice", event_id: "u1" }));
      await take(side, 1);
      side.send(error({ code: "unknown_tool" }));
      await take(side, 1);
      side.send(...answer("resp_1"));
    },
    async (rt, seen) => {
      rt.send(typed("And tomorrow?"));
      for (const temperature of [0.1, 0.2]) {
        rt.send({
          type: "response.create",
          event_id: temperature === 0.1 ? "u1" : undefined,
          response: { temperature },
        });
        await new Promise((resolve) => rt.once("error", resolve));
      }
      rt.send({ type: "response.create", response: { temperature: 0.3 } });
      await seen("response.done");
    },
  );
  const turns = turnsOf(all);
  expect(turns.map(({ attributes }) => attributes["error.type"])).toEqual(["unknown_voice", "unknown_tool", undefined]);
  expect(turns.map(({ attributes }) => attributes["gen_ai.request.temperature"])).toEqual([0.1, 0.2, 0.3]);
  for (const { attributes } of turns) expect(String(attributes["gen_ai.input.messages"])).toContain("And tomorrow?");
  expect(connectionOf(all)).not.toHaveProperty("agentscribe.live.errors");
});

it("of two errors that one request gets, the first is of another event", async () => {
  const all = await record(
    async (side) => {
      await take(side, 2);
      side.send(error({ code: "response_cancel_not_active" }), error({ code: "unknown_voice" }));
    },
    async (rt) => {
      const refused = told(rt, "error", 2);
      rt.send({ type: "response.cancel" });
      rt.send({ type: "response.create" });
      await refused;
    },
  );
  expect(all.span(TURN).attributes["error.type"]).toBe("unknown_voice");
  expect(connectionOf(all)["agentscribe.live.errors"]).toBe(1);
});

it("a response that a busy conversation refuses fails at once, beside the one under way", async () => {
  const all = await record(
    async (side) => {
      await take(side, 1);
      side.send(created("resp_1"));
      await take(side, 2);
      side.send(error({ code: "conversation_already_has_active_response" }), audio("resp_1"), done({}, "resp_1"));
      await take(side, 1);
      side.send(...answer("resp_2"));
    },
    async (rt, seen) => {
      rt.send({ type: "input_audio_buffer.append", audio: "AAAA" });
      await seen("response.created");
      rt.send(typed("And tomorrow?"));
      rt.send({ type: "response.create" });
      await seen("response.done");
      rt.send({ type: "response.create" });
      await seen("response.done");
    },
  );
  const turns = turnsOf(all);
  expect(turns.map(({ attributes }) => [attributes["gen_ai.response.id"], attributes["error.type"]])).toEqual([
    [undefined, "conversation_already_has_active_response"],
    ["resp_1", undefined],
    ["resp_2", undefined],
  ]);
  const inputs = turns.map(({ attributes }) => String(attributes["gen_ai.input.messages"]).includes("And tomorrow?"));
  expect(inputs).toEqual([true, false, true]);
});

const apart = {
  conversation: "none",
  temperature: 0.9,
  metadata: { topic: "mood" },
  input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "Of what mood is this?" }] }],
};

it.each([
  ["by its place", { conversation_id: null, metadata: { topic: "mood" } }, { conversation_id: "conv_1" }],
  ["by its metadata", { metadata: { topic: "mood" } }, {}],
])("a response beside the conversation has its own parameters and input, told %s", async (_how, beside, main) => {
  const all = await record(
    async (side) => {
      await take(side, 3);
      side.send(...answer("resp_beside", beside), ...answer("resp_main", main));
    },
    async (rt) => {
      const done = told(rt, "response.done", 2);
      rt.send(typed("And tomorrow?"));
      rt.send({ type: "response.create", response: { temperature: 0.1 } });
      rt.send({ type: "response.create", response: apart });
      await done;
    },
  );
  const [first, second] = turnsOf(all).map(({ attributes }) => attributes);
  expect(first?.["gen_ai.response.id"]).toBe("resp_beside");
  expect(first?.["gen_ai.request.temperature"]).toBe(0.9);
  expect(String(first?.["gen_ai.input.messages"])).toContain("Of what mood is this?");
  expect(String(first?.["gen_ai.input.messages"])).not.toContain("And tomorrow?");
  expect(second?.["gen_ai.request.temperature"]).toBe(0.1);
  expect(String(second?.["gen_ai.input.messages"])).toContain("And tomorrow?");
  for (const one of [first, second]) {
    expect(one).toHaveProperty("gen_ai.response.time_to_first_chunk");
    expect(one).not.toHaveProperty("gen_ai.conversation.id");
  }
});

it("where a response is given does not say which conversation the application has", async () => {
  const all = await record(
    async (side) => {
      await take(side, 1);
      side.send(...answer("resp_1"));
    },
    async (rt, seen) => {
      rt.send({ type: "response.create", response: { conversation: "auto" } });
      await seen("response.done");
    },
  );
  expect(all.span(TURN).attributes).not.toHaveProperty("gen_ai.conversation.id");
});

it("a response that was asked for before the connection broke does not start on the next", async () => {
  let connections = 0;
  const reconnect = { reconnect: true, reconnectInitialDelay: 1, reconnectMaxDelay: 2 };
  const script = async (side: ServerSide) => {
    connections += 1;
    side.send(SESSION);
    await side.next();
    if (connections === 1) side.terminate();
    else side.send(...answer("resp_2"));
  };
  const { rt, seen, finish } = await start("newest", "ws", script, undefined, undefined, reconnect);
  await seen("session.created");
  const again = seen("session.created");
  rt.send({ type: "response.create", response: { temperature: 0.1 } });
  await again;
  rt.send({ type: "input_audio_buffer.append", audio: "AAAA" });
  await seen("response.done");
  const closed = seen("close");
  rt.close();
  await closed;
  const [lost, answered] = turnsOf(await finish()).map(({ attributes }) => attributes);
  expect(lost).toMatchObject({ "error.type": "connection_closed", "gen_ai.request.temperature": 0.1 });
  expect(answered).not.toHaveProperty("error.type");
  expect(answered).not.toHaveProperty("gen_ai.request.temperature");
});
