import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { checkAgentRun } from "../check-agent-run.ts";
import { describeIn } from "../installed.ts";
import { type ExampleProject, exampleProject } from "../project.ts";
import { DISK_RUNTIMES } from "./runtimes.ts";
import { type Started, start } from "./start.ts";

const HERE = "test/runtimes/with-disk";
const FILES = ["long-agent.ts", "next-start.ts", "exits.ts", "requires.cjs", "loads-json.cjs", "part.cjs", "data.json"];

for (const { name, runtime, command, zeroCode } of DISK_RUNTIMES) {
  describeIn(name, (modules) => {
    let project: ExampleProject;
    let model: ModelServer;
    let receiver: Receiver;
    let spool: string;

    beforeAll(async () => {
      const examples = ["examples/runtimes/agent.ts", "examples/runtimes/plain-agent.ts"];
      project = exampleProject([...examples, ...FILES.map((file) => `${HERE}/${file}`)]);
      const dependencies = { agentscribe: "0.1.0", openai: "7.55.0" };
      writeFileSync(join(project.folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
      model = await startModelServer({ script: [{ reply: { text: "It came on Monday.", chunkDelayMillis: 2 } }] });
    });

    afterAll(async () => {
      await model?.close();
      project?.remove();
    });

    beforeEach(async () => {
      receiver = await startReceiver();
      spool = mkdtempSync(join(tmpdir(), "agentscribe-runtime-"));
      return async () => {
        await receiver.close();
        rmSync(spool, { recursive: true, force: true });
      };
    });

    const run = (file: string, before: readonly string[] = []): Started => {
      const started = start([...command(modules), ...before, file], project.folder, {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        AGENTSCRIBE_SPOOL_DIRECTORY: spool,
        OPENAI_API_KEY: "none",
        OPENAI_BASE_URL: model.url,
      });
      onTestFinished(() => started.kill());
      return started;
    };

    it("records a run with a stream of the wrapped client, sent at its natural end", async () => {
      expect(await run("agent.ts").ended).toEqual({ code: 0, output: "It came on Monday.\n" });

      checkAgentRun(receiver.spans(), { service: "runtime-bot", runtime });
      expect(receiver.spans().find(({ name }) => name.startsWith("chat"))?.attributes).toMatchObject({
        "gen_ai.response.time_to_first_chunk": expect.any(Number),
      });
      expect(receiver.logs().map(({ eventName }) => eventName)).toContain("agentscribe.session.end");
      expect(receiver.metrics().length).toBeGreaterThan(0);
    });

    it("delivers with the next start what was open and ended when it was killed", async () => {
      const bringUp = await takeDown();
      const killed = run("long-agent.ts");
      await killed.wrote("open");
      killed.kill();
      expect((await killed.ended).code).not.toBe(0);
      await bringUp();

      const { code, output } = await run("next-start.ts").ended;

      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringContaining(`kept in ${spool} until delivered`),
      });
      const spans = receiver
        .spans()
        .map(({ name, attributes }) => [name, attributes["agentscribe.unfinished"] ?? false]);
      expect(Object.fromEntries(spans)).toEqual({
        "execute_tool first": false,
        "invoke_agent endless": true,
        session: true,
      });
    });

    it("keeps what process.exit() cut off for the next start", async () => {
      const bringUp = await takeDown();
      expect((await run("exits.ts").ended).code).toBe(3);
      await bringUp();

      await run("next-start.ts").ended;

      expect(receiver.spans().map(({ name }) => name)).toEqual(["execute_tool last"]);
    });

    it("is loaded by require()", async () => {
      expect(await run("requires.cjs").ended).toEqual({ code: 0, output: "" });
      expect(receiver.spans().map(({ name }) => name)).toEqual(["execute_tool required"]);
    });

    it("records a program that knows nothing of it", async () => {
      expect(await run("plain-agent.ts", zeroCode).ended).toEqual({ code: 0, output: "It came on Monday.\n" });

      const [chat] = receiver.spans();
      expect(receiver.spans().length).toBe(1);
      expect(chat?.name).toBe("chat gpt-5-mini");
      expect(chat?.attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
    });

    it("leaves what the program loads as it is with the zero-code start", async () => {
      expect(await run("loads-json.cjs", zeroCode).ended).toEqual({ code: 0, output: "42 part\n" });
    });

    /** Nobody listens at the receiver's address from here on. @returns what brings it back */
    async function takeDown(): Promise<() => Promise<void>> {
      await receiver.close();
      return async () => {
        receiver = await startReceiver({ port: Number(new URL(receiver.url).port) });
      };
    }
  });
}
