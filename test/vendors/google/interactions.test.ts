import { describe, expect, it } from "vitest";
import { hang, json, sse } from "../../support/scripted-server.ts";
import type { VendorSet } from "../load.ts";
import { MODEL, SPAN, startGoogle } from "./start-google.ts";

const USAGE = {
  total_input_tokens: 20,
  total_tool_use_tokens: 3,
  total_cached_tokens: 4,
  total_output_tokens: 6,
  total_thought_tokens: 2,
  total_tokens: 31,
};
const INTERACTION = {
  id: "int-1",
  object: "interaction",
  model: MODEL,
  status: "completed",
  steps: [{ type: "model_output", content: [{ type: "text", text: "Hello" }] }],
  usage: USAGE,
};
const ASK = {
  model: MODEL,
  input: "hello",
  generation_config: { temperature: 0, max_output_tokens: 9, thinking_level: "low" },
};
const event = (type: string, more: object) => ({ event: type, data: { event_type: type, ...more } });
const STARTED = event("interaction.created", {
  interaction: { ...INTERACTION, status: "in_progress", usage: undefined },
});
const TEXT = event("step.delta", { index: 0, delta: { type: "text", text: "Hel" } });
const COMPLETED = event("interaction.completed", { interaction: INTERACTION });

describe.each<VendorSet>(["newest", "previous"])("interactions of @google/genai, %s", (set) => {
  it("records an interaction with its usage counted once", async () => {
    const { client, finish } = await startGoogle(set, [json(INTERACTION)]);
    const interaction = await client.interactions.create(ASK);
    expect(interaction.status).toBe("completed");
    const all = await finish();
    expect(all.span(SPAN).attributes).toMatchObject({
      "gen_ai.provider.name": "gcp.gemini",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.max_tokens": 9,
      "gen_ai.request.reasoning.level": "low",
      "gen_ai.response.id": "int-1",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 23,
      "gen_ai.usage.output_tokens": 8,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.usage.reasoning.output_tokens": 2,
      "server.address": "127.0.0.1",
    });
    expect(all.violations).toEqual([]);
  });

  it("records a streamed interaction", async () => {
    const { client, finish } = await startGoogle(set, [sse([STARTED, TEXT, COMPLETED], "done")]);
    const types: string[] = [];
    for await (const one of await client.interactions.create({ ...ASK, stream: true })) types.push(one.event_type);
    expect(types).toEqual(["interaction.created", "step.delta", "interaction.completed"]);
    const all = await finish();
    expect(all.span(SPAN).attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.output_tokens": 8,
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    expect(all.violations).toEqual([]);
  });

  it("records each request of a stream that the client continues by itself", async () => {
    const cut = { ...INTERACTION, status: "requires_continuation", continuation_token: "t1" };
    const { client, server, finish } = await startGoogle(set, [
      sse([STARTED, TEXT, event("interaction.completed", { interaction: cut })], "done"),
      sse([STARTED, TEXT, COMPLETED], "done"),
    ]);
    for await (const _ of await client.interactions.create({ ...ASK, stream: true }));
    expect(server.requests).toHaveLength(2);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([8, 8]);
  });

  it("keeps partial output when the provider fails in mid-stream", async () => {
    const failure = event("error", { error: { code: "overloaded", message: "busy" } });
    const { client, finish } = await startGoogle(set, [sse([STARTED, TEXT, failure], "drop")], {
      telemetry: { capture: "full" },
    });
    const read = async () => {
      for await (const _ of await client.interactions.create({ ...ASK, stream: true }));
    };
    await read().catch(() => undefined);
    const [span] = (await finish()).spans;
    expect(span?.status?.code).toBe(2);
    expect(String(span?.attributes["gen_ai.output.messages"])).toContain("Hel");
  });

  it("ends the span without an error when the caller leaves the stream", async () => {
    const { client, finish } = await startGoogle(set, [sse([STARTED, TEXT], "hang")]);
    for await (const one of await client.interactions.create({ ...ASK, stream: true })) {
      expect(one.event_type).toBe("interaction.created");
      break;
    }
    const span = (await finish()).span(SPAN);
    expect(span.status?.code ?? 0).not.toBe(2);
  });

  it("keeps the call of a background interaction open until its usage is fetched, once", async () => {
    const pending = { ...INTERACTION, status: "in_progress", usage: undefined, steps: [] };
    const { client, finish } = await startGoogle(set, [json(pending), json(pending), json(INTERACTION)]);
    const started = await client.interactions.create({ ...ASK, background: true });
    expect((await client.interactions.get(started.id)).status).toBe("in_progress");
    expect((await client.interactions.get(started.id)).status).toBe("completed");
    expect((await client.interactions.get(started.id)).status).toBe("completed");
    const all = await finish();
    expect(all.spans.map(({ name }) => name).sort()).toEqual([
      "fetch_response",
      "fetch_response",
      "fetch_response",
      SPAN,
    ]);
    expect(all.span(SPAN).attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 23,
      "gen_ai.usage.output_tokens": 8,
      "agentscribe.cost.status": "ok",
    });
    const fetched = all.spans.filter(({ name }) => name === "fetch_response");
    expect(fetched.map(({ attributes }) => attributes["gen_ai.response.status"]).sort()).toEqual([
      "completed",
      "completed",
      "in_progress",
    ]);
    expect(fetched.some(({ attributes }) => "gen_ai.usage.input_tokens" in attributes)).toBe(false);
  });

  it("fetches a stream from where it broke off", async () => {
    const { client, finish } = await startGoogle(set, [sse([COMPLETED], "done")]);
    for await (const _ of await client.interactions.get("int-1", { stream: true, last_event_id: "e7" }));
    expect((await finish()).span("fetch_response").attributes).toMatchObject({
      "gen_ai.response.id": "int-1",
      "gen_ai.request.stream_cursor": "e7",
    });
  });

  it("records a refusal and the client's own retries", async () => {
    const busy = json({ error: { code: "too_busy", message: "busy" } }, 503, { "retry-after": "0" });
    const { client, server, finish } = await startGoogle(set, [
      busy,
      json(INTERACTION),
      json({ error: { code: "invalid_request", message: "no" } }, 400),
    ]);
    await client.interactions.create(ASK);
    await expect(client.interactions.create(ASK)).rejects.toMatchObject({ status: 400 });
    expect(server.requests).toHaveLength(3);
    const all = await finish();
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.llm.retries"])).toEqual([1, undefined]);
    expect(all.spans[1]?.attributes["error.type"]).toEqual(expect.any(String));
  });

  it("ends the span of an interaction that is aborted", async () => {
    const { client, finish } = await startGoogle(set, [hang()]);
    const abort = new AbortController();
    const call = client.interactions.create(ASK, { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toThrow();
    expect((await finish()).span(SPAN).status?.code).toBe(2);
  });
});
