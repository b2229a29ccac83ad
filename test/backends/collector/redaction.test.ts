import { expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { EVENTS } from "../../../src/record/events.ts";
import { runAgent } from "../agent-run.ts";
import { describeWith } from "../installed.ts";
import { freePorts, until } from "../start-program.ts";
import { telemetryOf } from "../telemetry-as-sent.ts";
import { startCollector, temporaryFolder } from "./start-collector.ts";

/** Where the conventions and other instrumentations put content. */
const CONTENT = [
  ...["gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.prompt"],
  ...["gen_ai.prompt.0.content", "gen_ai.completion.0.content", "gen_ai.content.prompt", "gen_ai.tool.definitions"],
  ...["gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "gen_ai.tool.description", "gen_ai.retrieval.documents"],
  ...["gen_ai.memory.records", "gen_ai.evaluation.explanation", "llm.input_messages.0.message.content"],
  ...["llm.output_messages.0.message.content", "llm.prompts.0.prompt.text", "input.value", "output.value"],
  ...["traceloop.entity.input", "traceloop.entity.output", "ai.prompt.messages", "ai.response.text"],
  ...["ai.toolCall.args", "ai.toolCall.result", "tool.parameters", "exception.message", "exception.stacktrace"],
  ...["process.command_line", "process.command_args", "agentscribe.command.arguments"],
];

const OF_EVENTS = Object.values(EVENTS).flatMap(({ attributes }) =>
  Object.values(attributes).flatMap((one) => (one.class === "content" ? [one.attribute] : [])),
);

const KEPT = [
  "gen_ai.prompt_name",
  "gen_ai.request.model",
  "agentscribe.input.size",
  "gen_ai.tool.name",
  "gen_ai.prompt.name",
];

const SECRETS: readonly (readonly [text: string, left: string])[] = [
  [`key sk-${"proj"}-AbCd1234EfGh5678IjKl`, "key [REDACTED]"],
  [`id AKIA${"IOSFODNN7EXAMPLE"} end`, "id [REDACTED] end"],
  [`ghp_${"a1B2".repeat(9)}`, "[REDACTED]"],
  [`Authorization: Bearer ${"abc123".repeat(4)}`, "Authorization: Bearer [REDACTED]"],
  ["postgres://ann:hunter2hunter2@db/x", "postgres://ann:[REDACTED]@db/x"],
  [`API_KEY=${"q1w2e3r4t5"}`, "API_KEY=[REDACTED]"],
  [`{"password": "correct-horse battery"}`, `{"password": "[REDACTED] battery"}`],
  ["the task-2024-release-candidate is risky", "the task-2024-release-candidate is risky"],
  ["0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e"],
];

describeWith(["collector"], "The redaction of an agent's Collector", (program) => {
  async function start() {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const [port = 0] = await freePorts(1);
    const collector = await startCollector(program, {
      configs: ["agent.yaml", "redaction.yaml"],
      env: { GATEWAY_URL: receiver.url, GATEWAY_TOKEN: "x" },
      overlay: "exporters: { otlp_http: { compression: none } }\n",
      folder: temporaryFolder(),
      port,
    });
    return { collector, receiver };
  }

  const post = async (url: string, signal: "traces" | "logs", body: object): Promise<void> => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    expect((await fetch(`${url}/v1/${signal}`, init)).status).toBe(200);
  };
  const texts = (names: readonly string[], value: string) =>
    names.map((key) => ({ key, value: { stringValue: value } }));

  it("lets nothing pass of what the agent, its user and its tools said, also where the SDK captures it", async () => {
    const { collector, receiver } = await start();
    const sent = await runAgent([{ url: collector.url }], { capture: "full" });
    const [said, came] = [telemetryOf(sent), () => telemetryOf(receiver)];
    await until(came, ({ spans, logs }) => {
      return (
        Object.keys(spans).length === Object.keys(said.spans).length &&
        Object.keys(logs).length === Object.keys(said.logs).length
      );
    });

    const words = ["A-1042", "express", "Look up the order", "days_late", "four days late"];
    for (const word of words) expect(JSON.stringify(said)).toContain(word);
    for (const word of words) expect(JSON.stringify(came())).not.toContain(word);
    // Sizes, tokens and costs stay.
    const session = receiver.spans().find(({ name }) => name === "session");
    expect(session?.attributes["agentscribe.total.input_tokens"]).toBeGreaterThan(0);
    expect(receiver.spans().some(({ attributes }) => Number(attributes["agentscribe.input.size"]) > 0)).toBe(true);
  });

  it("takes content out of the resource, spans, their events and log records of any instrumentation, and nothing else", async () => {
    const { collector, receiver } = await start();
    const attributes = [...texts([...CONTENT, ...OF_EVENTS], "SAID BY SOMEBODY"), ...texts(KEPT, "kept")];
    const span = {
      ...{ traceId: "1".repeat(32), spanId: "2".repeat(16), name: "chat", kind: 1, startTimeUnixNano: "1" },
      ...{ endTimeUnixNano: "2", attributes, events: [{ name: "e", timeUnixNano: "1", attributes }] },
      status: { code: 2, message: "SAID BY SOMEBODY" },
    };
    await post(collector.url, "traces", {
      resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }],
    });
    const logRecords = [
      { timeUnixNano: "1", eventName: "gen_ai.user.message", attributes, body: { stringValue: "SAID BY SOMEBODY" } },
      {
        timeUnixNano: "2",
        attributes: [...attributes, ...texts(["event.name"], "gen_ai.choice")],
        body: { kvlistValue: { values: texts(["content"], "SAID BY SOMEBODY") } },
      },
      { timeUnixNano: "3", eventName: "other", attributes, body: { stringValue: "of the application" } },
    ];
    await post(collector.url, "logs", { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] });
    await until(
      () => receiver.spans().length + receiver.logs().length,
      (count) => count === 4,
    );

    expect(JSON.stringify([receiver.spans(), receiver.logs()])).not.toContain("SAID BY");
    for (const one of [...receiver.spans(), ...receiver.logs()]) {
      expect(one.attributes).toMatchObject(Object.fromEntries(KEPT.map((name) => [name, "kept"])));
      expect(one.resource).toMatchObject(Object.fromEntries(KEPT.map((name) => [name, "kept"])));
    }
    expect(receiver.logs().map(({ body }) => body)).toEqual(["", "", "of the application"]);
  });

  it("takes secrets out of attributes and bodies, and leaves what only looks alike", async () => {
    const { collector, receiver } = await start();
    const attributes = SECRETS.map(([text], index) => ({ key: `shop.note.${index}`, value: { stringValue: text } }));
    const logRecords = [{ timeUnixNano: "1", attributes, body: { stringValue: SECRETS[0]?.[0] } }];
    await post(collector.url, "logs", { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    await until(
      () => receiver.logs().length,
      (count) => count === 1,
    );
    const [log] = receiver.logs();
    expect(SECRETS.map((_, index) => log?.attributes[`shop.note.${index}`])).toEqual(SECRETS.map(([, left]) => left));
    expect(log?.body).toBe("key [REDACTED]");
  });
});
