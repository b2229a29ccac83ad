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

interface MappedPhoenixSpan extends PhoenixSpan {
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface PhoenixOtlp {
  readonly span_id: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code: number };
}

/** Microseconds of ISO 8601 text with six digits. */
const micros = (iso: string): number => Date.parse(`${iso.slice(0, 19)}Z`) * 1_000 + Number(iso.slice(20, 26));

/** Starts one of its own, which ends with the test. @returns its URL */
async function startPhoenix(program: string): Promise<string> {
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
  return url;
}

interface PhoenixSession {
  readonly sessionId: string;
  readonly numTraces: number;
  readonly tokenUsage: { readonly prompt: number; readonly completion: number };
}

/** What its own page asks for. */
async function query<T>(url: string, text: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: text }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const SESSIONS =
  "{ projects { edges { node { name sessions(first: 10) { edges { node { sessionId numTraces tokenUsage { prompt completion } } } } } } } }";

interface ProjectsWithSessions {
  readonly projects: {
    readonly edges: readonly {
      readonly node: { readonly sessions: { readonly edges: readonly { readonly node: PhoenixSession }[] } };
    }[];
  };
}

const sum = (values: readonly unknown[]): number =>
  values.reduce<number>((total, value) => total + Number(value ?? 0), 0);

describeWith(["phoenix"], "Arize Phoenix", (program) => {
  it("has the spans as they were sent, and reads models, messages and tokens from them", async () => {
    const url = await startPhoenix(program);
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

  it("shows kinds, inputs, names of tools and sessions of spans with OpenInference's names, and counts each token once", async () => {
    const url = await startPhoenix(program);
    const sent = await runAgent([{ url, signals: { metrics: false, events: false }, attributes: "openinference" }], {
      capture: "full",
    });
    const spans = await until(
      async () => {
        const response = await fetch(`${url}/v1/projects/default/spans?limit=1000`);
        return response.ok ? ((await response.json()) as { data: readonly MappedPhoenixSpan[] }).data : [];
      },
      ({ length }) => length >= sent.spans().length,
    );
    const operations = new Map(sent.spans().map((span) => [span.spanId, span.attributes["gen_ai.operation.name"]]));
    const kindsOf = (operation: string | undefined): ReadonlySet<string> =>
      new Set(
        spans.filter(({ context }) => operations.get(context.span_id) === operation).map((span) => span.span_kind),
      );
    expect([...kindsOf("chat")]).toEqual(["LLM"]);
    expect([...kindsOf("execute_tool")]).toEqual(["TOOL"]);
    expect([...kindsOf("invoke_agent")]).toEqual(["AGENT"]);
    expect([...kindsOf(undefined)]).toEqual(["CHAIN"]);
    for (const { span_kind, attributes } of spans)
      if (span_kind !== "LLM") expect(attributes).not.toHaveProperty("llm.token_count.total");
    const tools = spans.filter(({ span_kind }) => span_kind === "TOOL");
    for (const { attributes } of tools) {
      expect(attributes["tool.name"]).toBe(attributes["gen_ai.tool.name"]);
      expect(attributes["input.value"]).toBe(attributes["gen_ai.tool.call.arguments"]);
    }

    const chats = sent.spans().filter(({ attributes }) => attributes["gen_ai.operation.name"] === "chat");
    const sessions = await until(
      async () => {
        const found = await query<ProjectsWithSessions>(url, SESSIONS);
        return found.projects.edges.flatMap(({ node }) => node.sessions.edges.map((edge) => edge.node));
      },
      ({ length }) => length > 0,
    );
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual([
      ...new Set(sent.spans().map(({ attributes }) => attributes["session.id"])),
    ]);
    expect(sessions[0]?.tokenUsage).toEqual({
      prompt: sum(chats.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])),
      completion: sum(chats.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])),
    });
  }, 400_000);
});
