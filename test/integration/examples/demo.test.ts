import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_SCRIPT } from "../../../examples/support/model/demo-script.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { type ExampleRun, runExample } from "./run-example.ts";

describe("demo", () => {
  let run: ExampleRun;

  beforeAll(async () => {
    run = await runExample("demo");
  });

  it("finds everything it expects and exits with 0", () => {
    expect(run.stderr).not.toContain("missing:");
    expect(run.code).toBe(0);
  });

  it("prints the tree of scopes on stderr and the rest on stdout", () => {
    expect(run.stderr).toMatch(/▶ session\n {2}▶ task complaint\n {4}▶ invoke_agent router\n/);
    expect(run.stderr).toMatch(/ {6}▶ invoke_agent reviewer\n/);
    expect(run.stderr).toMatch(/◀ session .*outcome success/);
    expect(run.stdout).not.toContain("▶");
  });

  it("counts a call that was retried once, on both sides", () => {
    expect(run.stderr).toMatch(/◆ retry target=llm attempt=1/);
    expect(run.stdout).toMatch(/15 {2}chat gpt-5-mini/);
    expect(run.stdout).toContain("15 model calls (1 retried), 9 tool calls, 1 failed");
  });

  it("prints what arrived, its cost, where it went and what became of it", () => {
    expect(run.stdout).toContain("38 spans in 2 traces\n");
    expect(run.stdout).toMatch(/2 {2}agentscribe\.decision\n/);
    expect(run.stdout).toMatch(/\$0\.00353\n/);
    expect(run.stdout).toMatch(/triage-bot 1\.4\.0 to http:\/\/127\.0\.0\.1:\d+ over http\/protobuf/);
    expect(run.stdout).toContain('"accepted":54,"delivered":54,"retries":0,"dropped":{}');
  });

  it("shows a tool call that failed, and gives the inspector's address and its token", () => {
    expect(run.stderr).toMatch(/✖ execute_tool refund_shipping .*error PaymentServiceUnavailable/);
    expect(run.stdout).toMatch(/See it\n {2}http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n/);
  });

  it("exits with 1 when something it expects did not arrive", async () => {
    const sampledOut = await runExample("demo", { OTEL_TRACES_SAMPLER: "always_off" });

    expect(sampledOut.code).toBe(1);
    expect(sampledOut.stderr).toContain("missing: a span of each kind\n");
    expect(sampledOut.stderr).not.toContain("missing: everything delivered");
  });

  it("records nothing when telemetry is opted out of, and the agent works", async () => {
    const off = await runExample("demo", { TELEMETRY_ENABLED: "off" });

    expect(off.code).toBe(0);
    expect(off.stdout).toContain("Order A-1042 came four days late.");
    expect(off.stdout).toMatch(/What the inspector received\n {2}0 spans/);
    expect(off.stderr).not.toContain("▶");
  });
});

describe("demo with OPENAI_API_KEY", () => {
  let server: ModelServer;

  beforeAll(async () => {
    server = await startModelServer({ script: DEMO_SCRIPT });
  });
  afterAll(() => server.close());

  it("asks the model of OPENAI_BASE_URL and OPENAI_MODEL", async () => {
    const run = await runExample("demo", {
      OPENAI_API_KEY: "from-the-environment",
      OPENAI_BASE_URL: server.url,
      OPENAI_MODEL: "gpt-4.1-mini",
    });

    expect(run.stderr).not.toContain("missing:");
    expect(run.code).toBe(0);
    expect(server.requests.map(({ model }) => model)).toEqual(Array(12).fill("gpt-4.1-mini"));
    expect(server.requests[0]?.headers.authorization).toBe("Bearer from-the-environment");
    expect(run.stdout).toContain("12 model calls (0 retried)");
  });
});
