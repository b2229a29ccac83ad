import { trace } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startRecording } from "../../support/recording.ts";

/** Spans as other instrumentations make them, each with the name that it becomes where names are hidden. */
const SPANS: readonly (readonly [name: string, attributes: Record<string, string>, hidden: string])[] = [
  ["execute_tool CANARY_tool", { "gen_ai.tool.name": "CANARY_tool" }, "execute_tool custom_tool"],
  ["CANARY_tool", { "openinference.span.kind": "TOOL" }, "custom_tool"],
  ["CANARY_a.agent", { "traceloop.span.kind": "agent", "traceloop.entity.name": "CANARY_a" }, "custom_agent.agent"],
  ["ai.x", { "ai.telemetry.functionId": "CANARY_f", "operation.name": "ai.x CANARY_f" }, "ai.x"],
  ["searching", { "gen_ai.tool.name": "search" }, "searching"],
];

describe("names on spans of other instrumentations", () => {
  it.each([
    ["are hidden where names are", "hide"],
    ["stay where names do", "keep"],
  ] as const)("%s", async (_, otherwise) => {
    const { finish } = await startRecording({ names: { otherwise } });
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    const tracer = trace.getTracer("other");
    for (const [name, attributes] of SPANS) tracer.startSpan(name, { attributes }).end();
    const { spans } = await finish();
    const expected = SPANS.map(([name, , hidden]) => (otherwise === "hide" ? hidden : name));
    expect(spans.map(({ name }) => name)).toEqual(expected);
    expect(JSON.stringify(spans).includes("CANARY")).toBe(otherwise === "keep");
  });
});
