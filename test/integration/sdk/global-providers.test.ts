import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const run = (source: string, env: Record<string, string> = {}): Promise<ScriptResult> =>
  runScript(`import { init } from "./src/index.ts";\n${source}`, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });

/** Other instrumentation at work, through the API alone. Prints what it would send to another process. */
const OTHERS = `
import { context, logs, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
const telemetry = init();
await telemetry.flush();
const carrier = {};
trace.getTracer("app").startActiveSpan("work", { attributes: { a: "12345678", b: 2, c: 3 } }, (span) => {
  const baggage = propagation.createBaggage({ user: { value: "u-1" } });
  propagation.inject(propagation.setBaggage(context.active(), baggage), carrier);
  for (let n = 0; n < 3; n += 1) span.addEvent("event " + n);
  logs.getLogger("app").emit({ body: "hello", attributes: { a: "12345678", b: 2, c: 3 } });
  span.end();
});
const far = "0af7651916cd43dd8448eb211c80319c";
const from = propagation.extract(ROOT_CONTEXT, { traceparent: "00-" + far + "-b7ad6b7169203331-01", b3: far + "-b7ad6b7169203331-1" });
const continued = trace.getSpanContext(from)?.traceId === far;
await telemetry.shutdown();
console.log(JSON.stringify({ carrier, continued }));`;

describe("the providers that others get in own mode", () => {
  it.each([
    [undefined, ["traceparent", "baggage"], true],
    ["", ["traceparent", "baggage"], true],
    ["tracecontext", ["traceparent"], true],
    [" TraceContext , baggage,", ["traceparent", "baggage"], true],
    ["baggage", ["baggage"], false],
    ["b3", ["b3"], true],
    ["b3multi", ["x-b3-traceid", "x-b3-spanid", "x-b3-sampled"], true],
    ["b3,tracecontext", ["b3", "traceparent"], true],
    ["none", [], false],
  ])("carry traces as OTEL_PROPAGATORS says (%j)", async (propagators, headers, isContinued) => {
    const { code, stderr, answer } = await run(
      OTHERS,
      propagators === undefined ? {} : { OTEL_PROPAGATORS: propagators },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { carrier, continued } = answer<{ carrier: object; continued: boolean }>();
    expect(Object.keys(carrier).sort()).toEqual([...headers].sort());
    expect(continued).toBe(isContinued);
  });

  it("say which propagator is not known, and use the others", async () => {
    const { stderr, answer } = await run(OTHERS, { OTEL_PROPAGATORS: "xray,constructor,baggage" });
    expect(stderr).toContain("OTEL_PROPAGATORS names xray");
    expect(answer<{ carrier: object }>().carrier).toEqual({ baggage: "user=u-1" });
  });

  it("say once what else cannot be used", async () => {
    const { stderr } = await run(
      `import "@opentelemetry/api"; const telemetry = init(); await telemetry.flush(); await telemetry.shutdown();`,
      {
        OTEL_NODE_RESOURCE_DETECTORS: "os,xyz,serviceinstance",
        OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: "many",
        OTEL_LOG_LEVEL: "30",
      },
    );
    const lines = stderr.split("\n").filter((line) => line.startsWith("agentscribe: OTEL_"));
    expect(lines.sort()).toEqual([
      "agentscribe: OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT is no whole number from 0; it is ignored",
      "agentscribe: OTEL_LOG_LEVEL=30 is no level; INFO is used",
      "agentscribe: OTEL_NODE_RESOURCE_DETECTORS names xyz, which is not known and left out",
    ]);
  });

  it("keep the limits of the standard variables, of spans and of log records", async () => {
    await run(OTHERS, {
      OTEL_ATTRIBUTE_COUNT_LIMIT: "2",
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "4",
      OTEL_SPAN_EVENT_COUNT_LIMIT: "1",
      OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: "1",
    });
    const [span] = receiver.spans().filter(({ name }) => name === "work");
    expect(span).toMatchObject({ attributes: { a: "1234", b: 2 }, events: [{}] });
    expect(span?.attributes).not.toHaveProperty("c");
    const [log] = receiver.logs().filter(({ scope }) => scope.name === "app");
    expect(log?.attributes).toEqual({ a: "1234" });
  });

  it("cut values once secrets were taken out of them, on spans of ours too", async () => {
    const text = `the token that was used for it is ghp_${"AbCdEfGhIj".repeat(4)} and it is here`;
    await run(
      `
      import { logs, trace } from "@opentelemetry/api";
      const telemetry = init({ capture: "full" });
      await telemetry.flush();
      const write = (span) => {
        const attributes = { note: ${JSON.stringify(text)}, "input.value": ${JSON.stringify(text)} };
        span.setAttribute("note", attributes.note).setAttributes({ more: attributes.note, "input.value": attributes.note });
        span.addEvent("e", attributes).addLink({ context: span.spanContext(), attributes });
        span.recordException(new Error(attributes.note));
      };
      const theirs = trace.getTracer("app").startSpan("theirs");
      write(theirs);
      theirs.end();
      telemetry.step({ name: "ours" }, ({ span }) => write(span));
      logs.getLogger("app").emit({ body: "x", attributes: { note: ${JSON.stringify(text)} } });
      await telemetry.shutdown();`,
      { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "60" },
    );
    const cut = "the token that was used for it is [REDACTED:github-token] an";
    expect(JSON.stringify([receiver.spans(), receiver.logs()])).not.toContain("ghp_");
    for (const name of ["theirs", "step ours"]) {
      const span = receiver.spans().find((one) => one.name === name);
      const attributes = { note: cut, "input.value": cut };
      expect(span).toMatchObject({
        attributes: { ...attributes, more: cut },
        events: [{ attributes }, { attributes: { "exception.message": cut } }],
        links: [{ attributes }],
      });
    }
    expect(receiver.logs().find(({ scope }) => scope.name === "app")?.attributes).toEqual({ note: cut });
  });

  it.each([
    ["always_off", 0],
    ["parentbased_always_off", 0],
    ["always_on", 1],
  ])("sample their spans as ours (%s)", async (sampler, spans) => {
    await run(OTHERS, { OTEL_TRACES_SAMPLER: sampler });
    expect(receiver.spans().filter(({ name }) => name === "work")).toHaveLength(spans);
  });
});
