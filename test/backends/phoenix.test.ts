import { expect, it, onTestFinished } from "vitest";
import { runAgent } from "./agent-run.ts";
import { temporaryFolder } from "./collector/start-collector.ts";
import { describeWith } from "./installed.ts";
import { freePorts, startProgram, until } from "./start-program.ts";
import { fromSnakeCase, numbersOfNanosAsText } from "./typed-attributes.ts";

interface PhoenixSpan {
  readonly context: { readonly trace_id: string; readonly span_id: string };
  readonly parent_id: string | null;
  readonly name: string;
  readonly span_kind: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly events: readonly { readonly name: string }[];
}

interface PhoenixOtlp {
  readonly span_id: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code: number };
}

/** Microseconds of ISO 8601 text with six digits. */
const micros = (iso: string): number => Date.parse(`${iso.slice(0, 19)}Z`) * 1_000 + Number(iso.slice(20, 26));

describeWith(["phoenix"], "Arize Phoenix", (program) => {
  it("has the spans as they were sent, and reads models, messages and tokens from them", async () => {
    const [port = 0, grpc = 0] = await freePorts(2);
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...{ PHOENIX_HOST: "127.0.0.1", PHOENIX_PORT: String(port), PHOENIX_GRPC_PORT: String(grpc) },
      ...{ PHOENIX_WORKING_DIR: temporaryFolder(), PHOENIX_TELEMETRY_ENABLED: "false" },
    };
    const phoenix = await startProgram(program, {
      ...{ args: ["serve"], env, readyUrl: `${url}/healthz`, readyMillis: 240_000 },
    });
    onTestFinished(() => phoenix.kill());

    const sent = await runAgent([{ url, signals: { metrics: false, events: false } }], { capture: "full" });
    const ask = async <T>(path: string): Promise<readonly T[]> => {
      const response = await fetch(`${url}/v1/projects/default/${path}?limit=1000`);
      return response.ok ? (JSON.parse(numbersOfNanosAsText(await response.text())) as { data: T[] }).data : [];
    };
    const spans = await until(
      () => ask<PhoenixSpan>("spans"),
      ({ length }) => length >= sent.spans().length,
    );
    const typed = new Map((await ask<PhoenixOtlp>("spans/otlpv1")).map((span) => [span.span_id, span]));

    expect(spans).toHaveLength(sent.spans().length);
    for (const span of sent.spans()) {
      const found = spans.find(({ context }) => context.span_id === span.spanId);
      const otlp = typed.get(span.spanId);
      expect(found).toMatchObject({
        context: { trace_id: span.traceId },
        parent_id: span.parentSpanId === "" ? null : span.parentSpanId,
        name: span.name,
        events: span.events.map(({ name }) => ({ name })),
      });
      expect(otlp?.status.code).toBe(span.status.code);
      // It keeps microseconds.
      expect(micros(found?.start_time ?? "")).toBe(Math.floor(Number(BigInt(span.startTimeUnixNano) / 1_000n)));
      expect(micros(found?.end_time ?? "")).toBe(Math.floor(Number(BigInt(span.endTimeUnixNano) / 1_000n)));
      expect(fromSnakeCase(otlp?.attributes ?? [])).toMatchObject(span.attributes);
    }

    const chats = sent.spans().filter(({ attributes }) => attributes["gen_ai.operation.name"] === "chat");
    expect(chats.length).toBeGreaterThan(5);
    for (const chat of chats) {
      const read = fromSnakeCase(typed.get(chat.spanId)?.attributes ?? []);
      expect(read).toMatchObject({
        "openinference.span.kind": "LLM",
        "llm.model_name": chat.attributes["gen_ai.response.model"],
        "llm.token_count.prompt": chat.attributes["gen_ai.usage.input_tokens"],
        "llm.token_count.completion": chat.attributes["gen_ai.usage.output_tokens"],
      });
      expect(JSON.stringify(read)).toContain("llm.input_messages.0.message.content");
    }
    const kinds = new Set(spans.map(({ span_kind }) => span_kind));
    for (const kind of ["LLM", "TOOL", "AGENT"]) expect(kinds).toContain(kind);
  }, 400_000);
});
