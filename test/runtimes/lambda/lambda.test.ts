import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { bundle } from "../bundle.ts";
import { checkAgentRun } from "../check-agent-run.ts";
import { describeIn, modulesOf, ROOT } from "../installed.ts";
import { type ExampleProject, exampleProject } from "../project.ts";
import { start } from "../with-disk/start.ts";
import { type RuntimeApi, startRuntimeApi } from "./runtime-api.ts";

/** Variables that the platform sets. */
const FUNCTION = {
  _HANDLER: "handler.handler",
  AWS_LAMBDA_FUNCTION_NAME: "agent",
  AWS_LAMBDA_FUNCTION_VERSION: "1",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_LOG_GROUP_NAME: "agent",
  AWS_LAMBDA_LOG_STREAM_NAME: "agent",
};

const ricModules = modulesOf("lambda-ric");

describeIn("lambda", (modules) => {
  let project: ExampleProject;
  let file: string;
  let model: ModelServer;
  let receiver: Receiver;
  let api: RuntimeApi;
  let temporary: string;

  beforeAll(async () => {
    project = exampleProject(["examples/runtimes/lambda/handler.ts"]);
    file = bundle(modules, project.folder, "handler.ts", {
      platform: "node",
      format: "esm",
      out: "handler.mjs",
    });
    model = await startModelServer({ script: [{ reply: { text: "It came on Monday." } }] });
  });

  afterAll(async () => {
    await model?.close();
    project?.remove();
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    api = await startRuntimeApi();
    temporary = mkdtempSync(join(tmpdir(), "agentscribe-lambda-"));
    return async () => {
      await Promise.all([receiver.close(), api.close()]);
      rmSync(temporary, { recursive: true, force: true });
    };
  });

  const CLIENTS = [
    {
      title: "a client of the Runtime API",
      isThere: true,
      args: () => [join(ROOT, "test/runtimes/lambda/bootstrap.mjs"), file],
    },
    {
      title: "AWS' own client",
      isThere: ricModules !== undefined,
      args: () => [join(ricModules ?? "", "aws-lambda-ric/index.mjs"), "handler.handler"],
    },
  ];

  describe.for(CLIENTS.filter(({ isThere }) => isThere))("with $title", ({ args }) => {
    const run = () => {
      const started = start([process.execPath, ...args()], project.folder, {
        AWS_LAMBDA_RUNTIME_API: api.address,
        LAMBDA_TASK_ROOT: project.folder,
        ...FUNCTION,
        HOME: "/nonexistent",
        AGENTSCRIBE_SPOOL_DIRECTORY: temporary,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OPENAI_API_KEY: "none",
        OPENAI_BASE_URL: model.url,
      });
      onTestFinished(() => started.kill());
      const ended = started.ended.then(({ code, output }): never => {
        throw new Error(`ended with ${code}: ${output}`);
      });
      ended.catch(() => undefined);
      return { ...started, invoke: (event: unknown) => Promise.race([api.invoke(event), ended]) };
    };

    it("has sent everything when the answer is given, and the process may be frozen", async () => {
      const lambda = run();

      const { body, isError } = await lambda.invoke({ question: "Where is my parcel?", thread: "thread-1" });
      lambda.signal("SIGSTOP");

      expect({ body, isError }).toEqual({ body: { answer: "It came on Monday." }, isError: false });
      expect(lambda.output()).not.toContain("agentscribe:");
      checkAgentRun(receiver.spans(), { service: "lambda-bot", runtime: "nodejs" });
      expect(receiver.metrics().length).toBeGreaterThan(0);
    });

    it("sends with the next event what an outage held up, though it was frozen in between", async () => {
      const { port } = new URL(receiver.url);
      await receiver.close();
      const lambda = run();
      await lambda.invoke({ question: "One?", thread: "thread-1" });
      lambda.signal("SIGSTOP");
      expect(segments(temporary)).toContain("lambda-bot");
      receiver = await startReceiver({ port: Number(port) });
      // Longer than any timer of the process would have waited.
      await sleep(1_500);

      lambda.signal("SIGCONT");
      await lambda.invoke({ question: "Two?", thread: "thread-2" });
      lambda.signal("SIGSTOP");

      const sessions = receiver.spans().filter(({ name }) => name === "session");
      expect(sessions.map(({ attributes }) => attributes["gen_ai.conversation.id"]).sort()).toEqual([
        "thread-1",
        "thread-2",
      ]);
      expect(receiver.spans().length).toBe(8);
    });
  });
});

/** All that stands in the files of a spool. */
function segments(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")).join("");
}
