/** Manual scopes: for work that does not fit into one function, such as callbacks of a framework. */
import { EventEmitter } from "node:events";
import { init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const backend = await startReceiver();
const telemetry = init({ service: { name: "manual" }, exporters: [{ url: backend.url }] });

const run = new EventEmitter();
const session = telemetry.startSession({ id: "thread-4" });
const agent = telemetry.startAgent({ name: "helper", parent: session });
run.on("model", (tokens: number) => {
  const call = telemetry.startLlm({ provider: "openai", model: "gpt-5-mini", parent: agent });
  call.usage({ inputTokens: tokens, outputTokens: 8 });
  call.end();
});
run.on("tool", (error?: Error) => {
  using tool = telemetry.startTool({ name: "search", parent: agent });
  if (error !== undefined) tool.error(error);
});
run.on("done", () => {
  agent.run(() => telemetry.record("decision", { type: "stop", choice: "done" })); // Inside the agent for one call.
  agent.end();
  session.end({ reason: "completed" });
});
run.emit("model", 30);
run.emit("tool", new RangeError("no index"));
run.emit("done");

telemetry.startTask({ type: "forgotten" }); // Never ended: shutdown ends it and marks it.
await telemetry.shutdown();

for (const { name, status, attributes } of backend.spans()) {
  const marks = [attributes["error.type"], attributes["agentscribe.unfinished"] === true ? "unfinished" : undefined];
  console.log(name, status.code, ...marks.filter((mark) => mark !== undefined));
}
console.log(session.totals().toolCalls, session.totals().errors);
await backend.close();
