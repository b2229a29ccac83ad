import { fromContext } from "../../../src/index.ts";
import type { Vendor } from "../load.ts";
import type { Sdk } from "./sdk.ts";

const running = new WeakMap<object, PromiseWithResolvers<void>>();

/** When the tool `slow` of a server was called: it runs until it is called off. */
export function slowIsRunning(server: object): Promise<void> {
  return running.get(server)?.promise ?? Promise.reject(new Error("no server of makeServer()"));
}

/** A server with a tool for each way in which one can end, a prompt and a resource. */
export function makeServer(sdk: Sdk): Vendor {
  const server = new sdk.McpServer({ name: "notes", version: "1.0.0" }, { capabilities: { logging: {} } });
  running.set(server, Promise.withResolvers<void>());
  const text = (words: string): object => ({ content: [{ type: "text", text: words }] });
  const withText = { inputSchema: { text: sdk.z.string() } };
  server.registerTool("echo", withText, ({ text: given }: { text: string }) => {
    fromContext().step({ name: "work" }, () => undefined);
    return text(given);
  });
  server.registerTool("boom", {}, () => {
    throw new RangeError("a detail of the failure");
  });
  server.registerTool("bad", {}, () => ({ isError: true, ...text("not found") }));
  server.registerTool("slow", {}, async (context: Vendor) => {
    running.get(server)?.resolve();
    const signal = (context.signal ?? context.mcpReq.signal) as AbortSignal;
    await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
    return text("too late");
  });
  server.registerTool("ask", {}, async () => {
    const answer = await server.server.elicitInput({
      message: "Really?",
      requestedSchema: { type: "object", properties: { sure: { type: "boolean" } } },
    });
    return text(answer.action);
  });
  server.registerTool("progress", {}, async (context: Vendor) => {
    const token = (context._meta ?? context.mcpReq._meta)?.progressToken;
    const send = context.sendNotification ?? context.mcpReq.notify;
    await send({ method: "notifications/progress", params: { progressToken: token, progress: 1 } });
    await server.server.sendLoggingMessage({ level: "info", data: "half" });
    return text("done");
  });
  server.registerPrompt("triage", {}, () => ({ messages: [{ role: "user", content: { type: "text", text: "go" } }] }));
  server.registerResource("note", "note://one", {}, () => ({ contents: [{ uri: "note://one", text: "hello" }] }));
  return server;
}

export function makeClient(sdk: Sdk, options: object = {}): Vendor {
  const capabilities = { elicitation: {}, sampling: {}, roots: { listChanged: true } };
  return new sdk.Client({ name: "tester", version: "1.0.0" }, { capabilities, ...options });
}

/** Answers what servers ask, in the way of each major. */
export function onElicit(sdk: Sdk, client: Vendor, answer: (request: Vendor) => unknown): void {
  const name = "elicitation/create";
  if (sdk.set === "newest") client.setRequestHandler(name, answer);
  else client.setRequestHandler(requestSchema(sdk, name), answer);
}

function requestSchema(sdk: Sdk, method: string): Vendor {
  return sdk.z.object({ method: sdk.z.literal(method), params: sdk.z.any() });
}
