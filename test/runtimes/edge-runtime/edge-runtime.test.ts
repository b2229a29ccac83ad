import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { bundle } from "../bundle.ts";
import { checkAgentRun } from "../check-agent-run.ts";
import { describeIn } from "../installed.ts";
import { type ExampleProject, exampleProject } from "../project.ts";

/** What is used of the package `edge-runtime`. */
interface EdgeRuntime {
  dispatchFetch(
    url: string,
    init: { readonly method: string; readonly body: string },
  ): Promise<Response & { waitUntil(): Promise<unknown> }>;
}
type EdgeRuntimeClass = new (options: {
  readonly initialCode: string;
  readonly extend: (context: object) => object;
}) => EdgeRuntime;

/** As the platform calls a function: the context of its request is where `@vercel/functions` looks for it. */
const PLATFORM = `
addEventListener("fetch", (event) => {
  const context = { waitUntil: (promise) => event.waitUntil(promise) };
  globalThis[Symbol.for("@vercel/request-context")] = { get: () => context };
  event.respondWith(example.default(event.request));
});
`;

describeIn("edge-runtime", (modules) => {
  let project: ExampleProject;
  let model: ModelServer;
  let receiver: Receiver;

  beforeAll(async () => {
    const files = ["examples/runtimes/vercel/edge.ts", "test/runtimes/edge-runtime/facts-worker.ts"];
    project = exampleProject(files, [join(modules, "@vercel")]);
    model = await startModelServer({ script: [{ reply: { text: "It came on Monday." } }] });
    receiver = await startReceiver();
  });

  afterAll(async () => {
    await Promise.all([model?.close(), receiver?.close()]);
    project?.remove();
  });

  it("records a run of an agent, which arrives once what the function waits for is done", async () => {
    const body = JSON.stringify({ question: "Where is my parcel?", thread: "thread-1" });
    const answer = await start("edge.ts").dispatchFetch("http://127.0.0.1/", { method: "POST", body });

    expect(await answer.json()).toEqual({ answer: "It came on Monday." });
    await answer.waitUntil();
    checkAgentRun(receiver.spans(), { service: "edge-bot", runtime: "edge-light" });
    expect(receiver.metrics().length).toBeGreaterThan(0);
  });

  it("sees what the platform's own promises give: bodies, pieces, and the answers that a client gets", async () => {
    const answer = await start("facts-worker.ts").dispatchFetch("http://127.0.0.1/", { method: "POST", body: "" });

    expect(await answer.json()).toMatchObject({ pending: 0, dropped: {} });
    const calls = receiver.spans().filter(({ resource }) => resource["service.name"] === "facts");
    const usage = { "gen_ai.usage.output_tokens": expect.any(Number), "agentscribe.cost.status": "ok" };
    expect(calls.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ "agentscribe.llm.purpose": "whole", ...usage }),
      expect.objectContaining({ "agentscribe.llm.purpose": "pieces", ...usage }),
      expect.objectContaining({ "agentscribe.request_id": expect.any(String), ...usage }),
    ]);
  });

  function start(entry: string): EdgeRuntime {
    const { EdgeRuntime } = createRequire(join(modules, "x.js"))("edge-runtime") as { EdgeRuntime: EdgeRuntimeClass };
    const options = { conditions: ["edge-light", "browser"], format: "iife" } as const;
    const code = readFileSync(bundle(modules, project.folder, entry, options), "utf8");
    const env = {
      OPENAI_API_KEY: "none",
      OPENAI_BASE_URL: model.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    };
    // The platform has both; the package alone has neither.
    const extend = (context: object): object => Object.assign(context, { AsyncLocalStorage, process: { env } });
    return new EdgeRuntime({ initialCode: `${code}\n${PLATFORM}`, extend });
  }
});
