import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { bundle } from "../bundle.ts";
import { checkAgentRun } from "../check-agent-run.ts";
import { describeIn } from "../installed.ts";
import { type ExampleProject, exampleProject } from "../project.ts";
import { type RunningWorker, startWorker, type WorkerOptions } from "./start-worker.ts";

const NOW = "2026-11-01";
/** Before Workers had anything of Node by default. */
const BEFORE = "2024-09-23";
const CONDITIONS = ["workerd", "worker", "browser"];
const WITH_STORAGE = `
import { AsyncLocalStorage } from "node:async_hooks";
globalThis.AsyncLocalStorage = AsyncLocalStorage;
`;

describeIn("workerd", (modules) => {
  let project: ExampleProject;
  let model: ModelServer;
  let receiver: Receiver;

  beforeAll(async () => {
    project = exampleProject(["examples/runtimes/cloudflare/worker.ts", "test/runtimes/workerd/facts-worker.ts"]);
    model = await startModelServer({ script: [{ reply: { text: "It came on Monday." } }] });
    receiver = await startReceiver();
  });

  afterAll(async () => {
    await Promise.all([model?.close(), receiver?.close()]);
    project?.remove();
  });

  const start = async (entry: string, options: Pick<WorkerOptions, "date" | "flags">, url: string = receiver.url) => {
    const external = ["cloudflare:*", "node:*"];
    const file = bundle(modules, project.folder, entry, { conditions: CONDITIONS, format: "esm", external });
    const keys = { OTLP_TOKEN: "secret", OPENAI_API_KEY: "none", OPENAI_BASE_URL: model.url };
    const worker = await startWorker({ modules, file, ...options, bindings: { OTLP_URL: url, ...keys } });
    onTestFinished(() => worker.stop());
    return worker;
  };

  it("records a run of an agent, which arrives after the answer", async () => {
    const worker = await start("worker.ts", { date: NOW });

    expect(await ask(worker, "thread-1")).toEqual({ answer: "It came on Monday." });

    await receiver.waitFor((one) => one.spans().some(({ name }) => name === "session"));
    checkAgentRun(receiver.spans(), { service: "worker-bot", runtime: "workerd" });
    expect(receiver.requests.every(({ headers }) => headers.authorization === "Bearer secret")).toBe(true);
    await receiver.waitFor((one) =>
      one.metrics().some(({ name }) => name === "gen_ai.client.inference.usage.input_tokens"),
    );
    expect(worker.output()).not.toContain("agentscribe:");
  });

  it("keeps apart what many requests do at once", async () => {
    const worker = await start("worker.ts", { date: NOW });
    const threads = Array.from({ length: 12 }, (_, index) => `many-${index}`);

    await Promise.all(threads.map((thread) => ask(worker, thread)));

    const sessionsOf = (one: Receiver) =>
      one.spans().filter(({ attributes }) => String(attributes["gen_ai.conversation.id"]).startsWith("many-"));
    await receiver.waitFor((one) => sessionsOf(one).filter(({ name }) => name === "session").length === threads.length);
    const traces = Map.groupBy(sessionsOf(receiver), ({ traceId }) => traceId);
    expect([...traces.values()].map((spans) => spans.length)).toEqual(threads.map(() => 4));
    for (const spans of traces.values()) {
      expect(new Set(spans.map(({ attributes }) => attributes["gen_ai.conversation.id"])).size).toBe(1);
    }
  });

  it.each([
    ["of today", { date: NOW }],
    ["with nodejs_compat on an old date", { date: BEFORE, flags: ["nodejs_compat"] }],
  ])("nests scopes in a Worker %s", async (_, options) => {
    const backend = await ownReceiver();
    const worker = await start("facts-worker.ts", options, backend.url);

    await fetch(`${worker.url}/nested`);

    const spans = backend.spans();
    const outer = spans.find(({ name }) => name === "invoke_agent outer");
    expect(spans.find(({ name }) => name === "execute_tool inner")?.parentSpanId).toBe(outer?.spanId);
  });

  it("nests scopes with nodejs_als alone when the program hands it over", async () => {
    const backend = await ownReceiver();
    writeFileSync(join(project.folder, "storage.ts"), WITH_STORAGE);
    writeFileSync(
      join(project.folder, "als-worker.ts"),
      'import "./storage.ts";\nexport { default } from "./facts-worker.ts";\n',
    );
    const worker = await start("als-worker.ts", { date: BEFORE, flags: ["nodejs_als"] }, backend.url);

    await fetch(`${worker.url}/nested`);

    const outer = backend.spans().find(({ name }) => name === "invoke_agent outer");
    expect(outer).toBeDefined();
    expect(backend.spans().find(({ name }) => name === "execute_tool inner")?.parentSpanId).toBe(outer?.spanId);
  });

  it("records without anything of Node, and says that scopes do not nest", async () => {
    const backend = await ownReceiver();
    const worker = await start("facts-worker.ts", { date: BEFORE }, backend.url);

    await fetch(`${worker.url}/nested`);

    expect(backend.spans().map(({ name }) => name)).toEqual(["execute_tool inner", "invoke_agent outer"]);
    expect(backend.spans().map(({ parentSpanId }) => parentSpanId ?? "")).toEqual(["", ""]);
    expect(worker.output()).toContain("this runtime has no AsyncLocalStorage");
  });

  it("records what goes through fetch, streams too", async () => {
    const backend = await ownReceiver();
    const worker = await start("facts-worker.ts", { date: NOW }, backend.url);

    await fetch(`${worker.url}/chat`);

    expect(backend.spans().map(({ name }) => name)).toEqual(["chat gpt-5-mini"]);
    expect(backend.spans()[0]?.attributes["gen_ai.usage.output_tokens"]).toBeGreaterThan(0);
    expect(backend.spans()[0]?.attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
  });

  it("records a request once that the AI SDK tells of and `fetch` sees", async () => {
    const backend = await ownReceiver();
    const worker = await start("facts-worker.ts", { date: NOW }, backend.url);

    await fetch(`${worker.url}/told`);

    expect(backend.spans().map(({ name }) => name)).toEqual([
      "embeddings text-embedding-3-small",
      "invoke_agent outer",
    ]);
  });

  it("loads every entry that has a build for it, with nothing of Node", async () => {
    const text = readFileSync(join(project.folder, "node_modules/agentscribe/package.json"), "utf8");
    const { exports } = JSON.parse(text) as {
      readonly exports: Readonly<Record<string, { readonly workerd?: object }>>;
    };
    const entries = Object.keys(exports).filter((name) => exports[name]?.workerd !== undefined);
    const imports = entries.map((name, index) => `import * as entry${index} from "agentscribe${name.slice(1)}";`);
    const counts = entries.map((_, index) => `Object.keys(entry${index}).length`);
    const answer = `export default { fetch: () => Response.json([${counts.join(", ")}]) };`;
    writeFileSync(join(project.folder, "all.ts"), [...imports, answer].join("\n"));
    const worker = await start("all.ts", { date: BEFORE });

    const names = (await (await fetch(worker.url)).json()) as readonly number[];

    expect(names.length).toBeGreaterThan(15);
    expect(names.every((count) => count > 0)).toBe(true);
    expect(worker.output()).toBe("");
  });

  it("says that records are in memory", async () => {
    const worker = await start("facts-worker.ts", { date: NOW });

    const { description, health } = (await (await fetch(worker.url)).json()) as Facts;

    expect(description).toContain("; kept in memory until delivered");
    expect(health).toMatchObject({ mode: "own", enabled: true });
    expect(health.spool).toBeUndefined();
  });

  it("sends with a later request what an outage held up", async () => {
    const states = { isDown: true };
    const backend = await startReceiver({ respond: () => (states.isDown ? { status: 503 } : undefined) });
    onTestFinished(() => backend.close());
    const worker = await start("facts-worker.ts", { date: NOW }, backend.url);
    await fetch(`${worker.url}/nested`);
    expect(backend.spans()).toEqual([]);

    states.isDown = false;
    const { health } = (await (await fetch(`${worker.url}/nested`)).json()) as Facts;

    expect(
      backend
        .spans()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...["execute_tool inner", "execute_tool inner"], ...["invoke_agent outer", "invoke_agent outer"]]);
    expect(health).toMatchObject({ pending: 0, dropped: {} });
  });

  async function ownReceiver(): Promise<Receiver> {
    const backend = await startReceiver();
    onTestFinished(() => backend.close());
    return backend;
  }
});

interface Facts {
  readonly description: string;
  readonly health: { readonly spool?: unknown };
}

async function ask({ url }: RunningWorker, thread: string): Promise<unknown> {
  const body = JSON.stringify({ question: "Where is my parcel?", thread });
  return (await fetch(url, { method: "POST", body })).json();
}
