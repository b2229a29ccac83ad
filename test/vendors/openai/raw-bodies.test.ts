import { describe, expect, it } from "vitest";
import type { VendorSet } from "../load.ts";
import { errorOf, failing, start, streamed, textOf } from "./support.ts";

const CAPTURED = { capture: { rawBodies: true } } as const;
const ASK = { model: "gpt-4o", messages: [{ role: "user" as const, content: "RAWPROMPT" }] };

describe.each<VendorSet>(["newest", "previous"])("raw bodies of a wrapped client of openai, %s", (set) => {
  const bodiesOf = ({ attributes }: { readonly attributes: Readonly<Record<string, unknown>> }) => [
    attributes["agentscribe.request.body"],
    attributes["agentscribe.response.body"],
  ];

  it("are the request as it was given, and each chunk that was read", async () => {
    const { client, finish } = await start({ set, telemetry: CAPTURED }, streamed());
    const given = { ...ASK, stream: true as const };
    await textOf(await client.chat.completions.create(given));
    const [request, response] = bodiesOf((await finish()).span("chat gpt-4o"));
    expect(JSON.parse(String(request))).toEqual(given);
    const lines = String(response).trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ object: "chat.completion.chunk" });
  });

  it("are the answer that the caller reads itself, byte for byte", async () => {
    const { client, finish } = await start({ set, telemetry: CAPTURED }, streamed());
    const raw = await client.chat.completions.create({ ...ASK, stream: true }).asResponse();
    const text = await raw.text();
    expect(bodiesOf((await finish()).span("chat gpt-4o"))[1]).toBe(text);
  });

  it("are what the error holds when the call fails", async () => {
    const { client, finish } = await start(
      { set, telemetry: CAPTURED, client: { maxRetries: 0 } },
      failing(400, "bad_request"),
    );
    await errorOf(client.chat.completions.create(ASK));
    const [request, response] = bodiesOf((await finish()).span("chat gpt-4o"));
    expect(JSON.parse(String(request))).toEqual(ASK);
    expect(JSON.parse(String(response))).toMatchObject({ code: "bad_request" });
  });
});
