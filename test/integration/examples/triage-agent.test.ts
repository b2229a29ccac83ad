import { existsSync } from "node:fs";
import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TRIAGE_SCRIPT } from "../../../examples/support/model/triage-script.ts";
import type { OtlpJson } from "../../../examples/support/otlp/decode-otlp.ts";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runTriage } from "../../../examples/support/triage-agent.ts";
import { startModelServer } from "../../support/model-server.ts";

const CHECKER = new URL("../../../../shared/tools/check-otlp.mjs", import.meta.url);

interface Finding {
  readonly level: string;
  readonly id: string;
  readonly message: string;
}

async function record(capture: "none" | "full"): Promise<Receiver> {
  const backend = await startReceiver();
  const server = await startModelServer({ script: TRIAGE_SCRIPT });
  const telemetry = init({ service: { name: "triage" }, capture, host: "own", exporters: [{ url: backend.url }] });
  const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: server.url }));
  await runTriage({ telemetry, client, model: "gpt-5-mini", approve: async () => true });
  await telemetry.shutdown();
  await server.close();
  return backend;
}

describe.each(["none", "full"] as const)("runTriage with capture %s", (capture) => {
  let backend: Receiver;

  beforeAll(async () => {
    backend = await record(capture);
  });
  afterAll(() => backend.close());

  it("puts every span into one trace with the session as its root", () => {
    const spans = backend.spans();
    const ids = new Set(spans.map(({ spanId }) => spanId));

    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.filter(({ parentSpanId }) => !ids.has(parentSpanId)).map(({ name }) => name)).toEqual(["session"]);
  });

  it("counts tokens alike on calls, on the session and in metrics", () => {
    const spans = backend.spans();
    const calls = spans.filter(({ kind }) => kind === 3);
    const sum = calls.reduce((total, call) => total + Number(call.attributes["gen_ai.usage.input_tokens"]), 0);
    const session = spans.find(({ name }) => name === "session");
    const metric = backend.metrics().findLast(({ name }) => name === "gen_ai.client.inference.usage.input_tokens");

    expect(calls).toHaveLength(8);
    expect(session?.attributes["agentscribe.total.input_tokens"]).toBe(sum);
    expect(metric?.points.reduce((total, { value }) => total + value, 0)).toBe(sum);
  });

  it("sends content only where it is captured", () => {
    const text = JSON.stringify([backend.spans(), backend.logs(), backend.metrics()]);

    expect(text.includes("A-1042")).toBe(capture === "full");
    expect(text.includes("days_late")).toBe(capture === "full");
  });

  if (!existsSync(CHECKER)) console.warn("skipped: the checker of the conventions is not there");
  it.skipIf(!existsSync(CHECKER))("breaks no convention", async () => {
    const { checkSpan } = (await import(CHECKER.href)) as { checkSpan: (span: OtlpJson) => Finding[] };
    const spans = backend.traces.flatMap((request) =>
      (request.resourceSpans as OtlpJson[]).flatMap((resource) =>
        (resource.scopeSpans as OtlpJson[]).flatMap((scoped) => scoped.spans as OtlpJson[]),
      ),
    );

    expect(spans).toHaveLength(20);
    expect(spans.flatMap(checkSpan).filter(({ level }) => level === "violation")).toEqual([]);
  });
});
