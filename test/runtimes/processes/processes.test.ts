import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { freePorts, until } from "../../backends/start-program.ts";
import { type ExampleProject, exampleProject } from "../project.ts";
import { type Started, start } from "../with-disk/start.ts";

/** As a container runs a program: the first process, on a root that cannot be written, with a small disk of its own for records. */
const CONTAINER = `
set -e
mount --make-rprivate /
mount -t tmpfs -o size=1m,mode=700 tmpfs "$AGENTSCRIBE_SPOOL_DIRECTORY"
mount -o remount,bind,ro /
exec "$@"
`;

/** Whether this machine lets us make one. */
function canContain(): boolean {
  try {
    execFileSync("unshare", ["--mount", "--pid", "--fork", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("processes and threads of Node", () => {
  let project: ExampleProject;
  let receiver: Receiver;
  let spool: string;

  beforeAll(() => {
    project = exampleProject(
      ["worker-threads.ts", "cluster.ts", "docker/server.ts"].map((file) => `examples/runtimes/${file}`),
    );
  });

  afterAll(() => project?.remove());

  beforeEach(async () => {
    receiver = await startReceiver();
    spool = mkdtempSync(join(tmpdir(), "agentscribe-processes-"));
    return async () => {
      await receiver.close();
      rmSync(spool, { recursive: true, force: true });
    };
  });

  const run = (command: readonly [string, ...string[]], variables: Readonly<Record<string, string>> = {}): Started => {
    const own = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, AGENTSCRIBE_SPOOL_DIRECTORY: spool };
    const started = start(command, project.folder, { ...own, ...variables });
    onTestFinished(() => started.kill());
    return started;
  };

  it("has what a thread did in the agent that started the thread", async () => {
    expect(await run([process.execPath, "worker-threads.ts"]).ended).toEqual({ code: 0, output: "" });

    const named = (name: string) => receiver.spans().find((span) => span.name === name);
    expect(named("invoke_agent helper")?.parentSpanId).toBe(named("invoke_agent lead")?.spanId);
    expect(named("execute_tool search")?.parentSpanId).toBe(named("invoke_agent helper")?.spanId);
  });

  it("delivers what all processes of a cluster did, one of them killed", async () => {
    const [port = 0] = await freePorts(1);
    const program = run([process.execPath, "cluster.ts"], { PORT: String(port) });
    // A connection that was handed to the process that is killed may never be answered.
    const ask = async (): Promise<string> => {
      const signal = AbortSignal.timeout(2_000);
      return (await fetch(`http://127.0.0.1:${port}`, { headers: { connection: "close" }, signal })).text();
    };
    const first = await until(
      () => ask().catch(() => ""),
      (text) => text !== "",
    );
    process.kill(Number(/\d+/.exec(first)?.[0]), "SIGKILL");
    let answered = 1;
    await until(
      async () => {
        const text = await ask().catch(() => first);
        if (text !== first) answered += 1;
        return text;
      },
      (text) => text !== first,
    );
    program.signal("SIGTERM");

    expect((await program.ended).code).toBe(0);
    expect(receiver.spans().length).toBeGreaterThanOrEqual(answered);
  });

  it.skipIf(!canContain())("ends with the grace of a container: what was asked is answered and sent", async () => {
    const [port = 0] = await freePorts(1);
    const command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", CONTAINER, "sh"] as const;
    const program = run([...command, process.execPath, "server.ts"], { PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    await until(
      () =>
        fetch(url)
          .then(({ ok }) => ok)
          .catch(() => false),
      (ok) => ok,
    );

    const answer = fetch(`${url}/last`).then((response) => response.text());
    await until(
      () => receiver.spans().length,
      (count) => count > 0,
    );
    // The program that made the container does not hand signals on, as a container's platform does.
    process.kill(Number(readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, "utf8")), "SIGTERM");

    expect(await answer).toBe("Nothing is known of /last.");
    expect(await program.ended).toEqual({ code: 0, output: "" });
    expect(receiver.spans().length).toBe(2);
  });
});
