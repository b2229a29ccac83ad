import { trace } from "@opentelemetry/api";
import OpenAI from "openai";
import { expect, it, onTestFinished } from "vitest";
import { type Telemetry, withClient } from "../../../src/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startModelServer } from "../../support/model-server.ts";
import { startRecording } from "../../support/recording.ts";

const INPUT = "gen_ai.input.messages";

it("captures content of those requests that are given a client that may, at the same time", async () => {
  const server = await startModelServer();
  onTestFinished(() => server.close());
  const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: server.url }));
  const quiet = await startRecording();
  const open = await startRecording({ capture: "full" });
  while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);

  const handle = (telemetry: Telemetry, user: string) =>
    withClient(telemetry, () =>
      telemetry.session({ user }, async () => {
        const messages = [{ role: "user" as const, content: `I am ${user}` }];
        await client.chat.completions.create({ model: "gpt-5-mini", messages });
        trace
          .getTracer("other")
          .startSpan("theirs", { attributes: { [INPUT]: `I am ${user}` } })
          .end();
      }),
    );
  await Promise.all([
    handle(open.telemetry, "Ada"),
    handle(quiet.telemetry, "Bob"),
    handle(open.telemetry, "Cyd"),
    handle(quiet.telemetry, "Dan"),
  ]);

  const [said, unsaid] = [await open.finish(), await quiet.finish()];
  const inputs = (recorded: typeof said) =>
    recorded.spans
      .filter(({ name }) => name.startsWith("chat"))
      .map(({ attributes }) => [attributes["user.id"], attributes[INPUT]])
      .sort();
  expect(inputs(said)).toEqual([
    ["Ada", expect.stringContaining("I am Ada")],
    ["Cyd", expect.stringContaining("I am Cyd")],
  ]);
  expect(inputs(unsaid)).toEqual([
    ["Bob", undefined],
    ["Dan", undefined],
  ]);
  const theirs = [...said.spans, ...unsaid.spans].filter(({ name }) => name === "theirs");
  expect(theirs).toHaveLength(4);
  for (const { attributes } of theirs) expect(attributes).not.toHaveProperty([INPUT]);
});
