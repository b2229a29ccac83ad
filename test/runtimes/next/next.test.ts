import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { freePorts, until } from "../../backends/start-program.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { checkAgentRun } from "../check-agent-run.ts";
import { describeIn } from "../installed.ts";
import type { ExampleProject } from "../project.ts";
import { type Started, start } from "../with-disk/start.ts";
import { nextProject } from "./next-project.ts";

const BUILD_MILLIS = 480_000;

describeIn("next", (modules) => {
  let project: ExampleProject;
  let model: ModelServer;
  let receiver: Receiver;
  let server: Started;
  let url: string;

  beforeAll(async () => {
    project = nextProject(modules);
    model = await startModelServer({ script: [{ reply: { text: "It came on Monday." } }] });
    receiver = await startReceiver();
    const next = [process.execPath, join(project.folder, "node_modules/next/dist/bin/next")] as const;
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
    execFileSync(next[0], [next[1], "build"], { cwd: project.folder, env, stdio: ["ignore", "ignore", 2] });
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    server = start([...next, "start", "-p", String(port), "-H", "127.0.0.1"], project.folder, {
      NEXT_TELEMETRY_DISABLED: "1",
      AGENTSCRIBE_SPOOL_DIRECTORY: process.env.AGENTSCRIBE_SPOOL_DIRECTORY ?? "",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OPENAI_API_KEY: "none",
      OPENAI_BASE_URL: model.url,
    });
    await until(
      () =>
        fetch(`${url}/none`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 404,
    );
  }, BUILD_MILLIS);

  afterAll(async () => {
    server?.kill();
    await server?.ended;
    await Promise.all([model?.close(), receiver?.close()]);
    project?.remove();
  });

  it.each([
    ["agent", "nodejs"],
    ["edge-agent", "edge-light"],
  ])(
    "records what the route %s does in %s, inside the spans of Next where it makes them there",
    async (route, runtime) => {
      const body = JSON.stringify({ question: "Where is my parcel?", thread: route });

      const response = await fetch(`${url}/api/${route}`, { method: "POST", body });

      expect(await response.json()).toEqual({ answer: "It came on Monday." });
      const own = () =>
        receiver
          .spans()
          .filter(
            ({ scope, attributes }) => scope.name === "agentscribe" && attributes["gen_ai.conversation.id"] === route,
          );
      await receiver.waitFor(() => own().length === 4, 15_000);
      checkAgentRun(own(), { service: "next-bot", runtime });
      if (runtime !== "nodejs") return;
      const session = own().find(({ name }) => name === "session");
      await receiver.waitFor((one) => one.spans().some(({ spanId }) => spanId === session?.parentSpanId), 15_000);
      expect(receiver.spans().find(({ spanId }) => spanId === session?.parentSpanId)?.scope.name).toBe("next.js");
    },
  );
});
