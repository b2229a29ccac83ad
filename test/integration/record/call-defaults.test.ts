import OpenAI from "openai";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startModelServer } from "../../support/model-server.ts";
import { type Recording, startRecording } from "../../support/recording.ts";

const PURPOSE = "agentscribe.llm.purpose";
const NAME = "gen_ai.prompt.name";
const VERSION = "gen_ai.prompt.version";
const CALL = { provider: "openai", model: "gpt-5-mini" };
const SUPPORT = { purpose: "answer", prompt: { name: "support", version: "3" } };

async function record(fn: (recording: Recording) => unknown, options?: TelemetryOptions) {
  const recording = await startRecording(options);
  await fn(recording);
  return recording.finish();
}

/** Purpose, name and version of the prompt of each model call, in the order in which they ended. */
const said = ({ spans }: Awaited<ReturnType<typeof record>>): unknown[] =>
  spans
    .filter(({ name }) => name.startsWith("chat") || name.startsWith("embeddings"))
    .map(({ attributes }) => [attributes[PURPOSE], attributes[NAME], attributes[VERSION]]);

describe("calls, of a scope", () => {
  it("says of calls of a wrapped client what they are for, on spans, metrics and totals", async () => {
    const server = await startModelServer();
    onTestFinished(() => server.close());
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: server.url }));
    const request = { model: "gpt-5-mini", messages: [{ role: "user" as const, content: "Hi" }] };
    const finished = await record(async ({ telemetry }) => {
      await telemetry.agent({ name: "support", calls: SUPPORT }, async () => {
        await client.chat.completions.create(request);
        for await (const _ of await client.chat.completions.create({
          ...request,
          stream: true,
          stream_options: { include_usage: true },
        }));
      });
      expect(telemetry.snapshot().purposes.answer?.inferenceCalls).toBe(2);
    });
    expect(said(finished)).toEqual([
      ["answer", "support", "3"],
      ["answer", "support", "3"],
    ]);
    const costs = finished.points("agentscribe.client.cost");
    expect(costs.map(({ attributes }) => attributes[PURPOSE])).toEqual(["answer"]);
    expect(finished.violations).toEqual([]);
    expect(finished.span("invoke_agent support").attributes).not.toHaveProperty([NAME]);
  });

  it("holds for all that is inside, and gives way to what an inner scope or the call says", async () => {
    const finished = await record(({ telemetry }) =>
      telemetry.session({ calls: SUPPORT }, () => {
        telemetry.tool({ name: "search" }, () => telemetry.llm(CALL, () => undefined));
        telemetry.step({ name: "title", calls: { purpose: "title" } }, () => telemetry.llm(CALL, () => undefined));
        telemetry.step({ name: "plain", calls: { prompt: { name: "plain" } } }, () => {
          telemetry.llm(CALL, () => undefined);
          telemetry.llm({ ...CALL, purpose: "check", prompt: { name: "own" } }, () => undefined);
        });
        telemetry.llm({ ...CALL, purpose: "check" }, () => undefined);
        telemetry.embeddings({ provider: "openai", model: "text-embedding-3-small" }, () => undefined);
        telemetry.recordLlm({ ...CALL, durationMs: 1 });
      }),
    );
    expect(said(finished)).toEqual([
      ["answer", "support", "3"],
      ["title", "support", "3"],
      ["answer", "plain", undefined],
      ["check", "own", undefined],
      ["check", "support", "3"],
      ["answer", undefined, undefined],
      ["answer", "support", "3"],
    ]);
  });

  it("holds for a call that names a scope as its parent, and not beside that scope", async () => {
    const finished = await record(({ telemetry }) => {
      const agent = telemetry.startAgent({ calls: SUPPORT });
      telemetry.llm(CALL, () => undefined);
      telemetry.startLlm({ ...CALL, parent: agent }).end();
      agent.run(() => telemetry.llm(CALL, () => undefined));
      agent.end();
    });
    const nothing = [undefined, undefined, undefined];
    expect(said(finished)).toEqual([nothing, ["answer", "support", "3"], ["answer", "support", "3"]]);
  });

  it("hides the name of the template where names are hidden", async () => {
    const finished = await record(
      ({ telemetry }) => telemetry.agent({ calls: SUPPORT }, () => telemetry.llm(CALL, () => undefined)),
      { names: { otherwise: "hide" } },
    );
    expect(said(finished)).toEqual([["answer", "custom_prompt", "3"]]);
  });

  it("is left out where it says nothing that can be used", async () => {
    const hostile = {
      get purpose(): string {
        throw new Error("no");
      },
      prompt: 7,
    };
    const finished = await record(({ telemetry }) =>
      telemetry.agent({ calls: hostile as object }, () => telemetry.llm(CALL, () => undefined)),
    );
    expect(said(finished)).toEqual([[undefined, undefined, undefined]]);
  });
});
