import { createRequire } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { unwrap } from "../../../src/instrumentation/mistral/index.ts";
import { json } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { ASK, COMPLETION, MODEL, startMistral } from "./support.ts";

/** The API that the client of Mistral itself loads. */
const api = createRequire(new URL("../newest/node_modules/@mistralai/mistralai/package.json", import.meta.url))(
  "@opentelemetry/api",
) as Vendor;

/** A provider that keeps the names of the spans it is asked for. */
function registerGlobally(): string[] {
  const names: string[] = [];
  const span = {
    spanContext: () => ({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 }),
    isRecording: () => true,
    setAttribute: () => span,
    setAttributes: () => span,
    addEvent: () => span,
    setStatus: () => span,
    updateName: () => span,
    recordException: () => undefined,
    end: () => undefined,
  };
  const startSpan = (name: string): object => {
    names.push(name);
    return span;
  };
  const tracer = { startSpan };
  api.trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return names;
}

describe("wrapMistral() where Mistral's client traces itself", () => {
  afterEach(() => api.trace.disable());

  it("records one billable span for a request, and leaves other requests to the client", async () => {
    const { client, server, finish } = await startMistral(
      ["newest", "esm"],
      json(COMPLETION),
      json({ object: "list", data: [] }),
      json(COMPLETION),
    );
    const native = registerGlobally();
    vi.stubEnv("MISTRAL_SDK_TELEMETRY", "global");
    await client.chat.complete(ASK);
    expect(native).toEqual([]);
    await client.models.list();
    expect(native).toHaveLength(1);
    unwrap(client);
    await client.chat.complete(ASK);
    expect(native).toHaveLength(2);
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual([`chat ${MODEL}`]);
    expect(server.requests[0]?.headers.traceparent).toBe(`00-${spans[0]?.traceId}-${spans[0]?.spanId}-01`);
  });

  it("leaves to the client what it sends to a provider of its own for Mistral", async () => {
    const { client, finish } = await startMistral(["newest", "esm"], json(COMPLETION));
    const hook = client._options.hooks.beforeRequestHooks.find((one: Vendor) => one._mistralTracingHook);
    const names = registerGlobally();
    hook._autoTelemetryProvider = hook.tracerProvider = api.trace.getTracerProvider();
    await client.chat.complete(ASK);
    expect(names).toHaveLength(1);
    expect((await finish()).spans).toHaveLength(1);
  });
});
