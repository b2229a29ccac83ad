import { expect, it } from "vitest";
import { decodeOtlp } from "../../../examples/support/otlp/decode-otlp.ts";
import { flattenSpans } from "../../../examples/support/otlp/flatten-otlp.ts";
import { describeWithSet } from "../describe-with-set.ts";
import { factsOfSpans } from "../migration/facts-told.ts";
import { LOOPBACK_ONLY, type Played, play, type SentRequest } from "../migration/played.ts";
import { USED } from "../migration/scripted-model.ts";
import { readMsgpack } from "./read-msgpack.ts";

/** A span as Datadog's agent gets it. */
interface DatadogSpan {
  readonly name: string;
  readonly resource: string;
  readonly span_id: bigint | number;
  readonly parent_id: bigint | number;
  readonly trace_id: bigint | number;
  readonly meta: Readonly<Record<string, string>>;
}

interface LlmEvent {
  readonly spans: readonly {
    readonly meta: { readonly "span.kind": string };
    readonly metrics: Readonly<Record<string, number>>;
  }[];
}

const ours = ({ requests }: Played): readonly SentRequest[] => requests.filter(({ path }) => path.startsWith("/ours/"));

/** What the tracer's plugins make of the process's own work is left out. */
function spansAtAgent({ requests }: Played): readonly DatadogSpan[] {
  const traces = requests.filter(({ path }) => path === "/v0.4/traces").flatMap(({ body }) => readMsgpack(body));
  return (traces as unknown as DatadogSpan[][][]).flat(2).filter(({ name }) => !/^(fs|dns|tcp|net|http)\b/.test(name));
}

/** Names with the name of the parent. */
function tree(spans: readonly DatadogSpan[]): readonly string[] {
  const names = new Map(spans.map(({ span_id: id, resource }) => [id, resource]));
  return spans.map(({ resource, parent_id: parent }) => `${names.get(parent) ?? ""} > ${resource}`).sort();
}

const ALONE = [" > request", "request > query"];
const NESTED = [
  " > request",
  "execute_tool lookup_order > query",
  "invoke_agent support > chat gpt-4o-mini",
  "invoke_agent support > chat gpt-4o-mini",
  "invoke_agent support > execute_tool lookup_order",
  "request > session",
  "session > invoke_agent support",
];

/** Of sessions, which are the outermost of ours. */
function parentsOfRoots(requests: readonly SentRequest[]): readonly string[] {
  const traces = requests.filter(({ path }) => path.endsWith("/v1/traces"));
  const spans = traces.flatMap(({ body }) => flattenSpans(decodeOtlp("ExportTraceServiceRequest", body)));
  return spans.filter(({ name }) => name === "session").map(({ parentSpanId }) => parentSpanId);
}

function expectSuccess({ code, said, errors }: Played): void {
  expect({ code, said, errors }).toMatchObject({ code: 0, said: expect.stringContaining("It arrives on Friday.") });
  expect(errors).not.toMatch(/agentscribe:/);
}

describeWithSet("datadog", "beside dd-trace", (set) => {
  const run = (program: string): Promise<Played> => play(`beside/${program}.mjs`, set);

  it.skipIf(LOOPBACK_ONLY === undefined)(
    "scopes are spans of its provider, once, in one trace with its own",
    async () => {
      const played = await run("datadog-host");
      expectSuccess(played);
      const spans = spansAtAgent(played);
      expect(tree(spans)).toEqual(NESTED);
      expect(new Set(spans.map(({ trace_id: id }) => id)).size).toBe(1);
      expect(factsOfSpans(ours(played))).toMatchObject({ ...USED, sessions: ["thread-1"], users: ["ada"] });
    },
  );

  it.skipIf(LOOPBACK_ONLY === undefined)("each records for itself where it has no provider", async () => {
    const played = await run("datadog-own");
    expectSuccess(played);
    expect(tree(spansAtAgent(played))).toEqual(ALONE);
    expect(parentsOfRoots(ours(played))).toEqual([""]);
    expect(factsOfSpans(ours(played))).toMatchObject({ ...USED, tools: ["lookup_order"], agents: ["support"] });
  });

  it.skipIf(LOOPBACK_ONLY === undefined)("ours are below its spans where its provider comes after init", async () => {
    const played = await run("datadog-late");
    expectSuccess(played);
    const spans = spansAtAgent(played);
    expect(tree(spans)).toEqual(ALONE);
    const request = spans.find(({ resource }) => resource === "request");
    expect(parentsOfRoots(ours(played))).toEqual([
      BigInt(request?.span_id ?? 0)
        .toString(16)
        .padStart(16, "0"),
    ]);
    expect(factsOfSpans(ours(played))).toMatchObject({ ...USED, tools: ["lookup_order"], agents: ["support"] });
  });

  it.skipIf(LOOPBACK_ONLY === undefined)("its product for agents and ours have each request once", async () => {
    const played = await run("datadog-llmobs");
    expectSuccess(played);
    const told = played.requests.filter(({ path }) => path.endsWith("/llmobs"));
    const events = told.flatMap(({ body }) => JSON.parse(body.toString()) as LlmEvent[]).flatMap(({ spans }) => spans);
    const calls = events.filter(({ meta }) => meta["span.kind"] === "llm");
    expect(calls).toHaveLength(USED.calls);
    expect(calls.reduce((sum, { metrics }) => sum + (metrics.input_tokens ?? 0), 0)).toBe(USED.inputTokens);
    expect(events.map(({ meta }) => meta["span.kind"]).sort()).toEqual(["agent", "llm", "llm", "tool"]);
    expect(factsOfSpans(ours(played))).toMatchObject({ ...USED, tools: ["lookup_order"], agents: ["support"] });
  });
});
