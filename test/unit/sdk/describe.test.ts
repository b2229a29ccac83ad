import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fromContext, init, VERSION } from "../../../src/index.ts";
import type { TelemetryOptions } from "../../../src/sdk/options.ts";

const exporters = [
  {
    url: "https://name:hidden-password@a.example/base?key=hidden-query",
    headers: { authorization: "Bearer hidden-token" },
    signals: { metrics: false },
  },
  { url: "http://b.example:4318", headers: () => ({ "x-key": "hidden-key" }), protocol: "http/json" as const },
  { type: "console" as const, signals: { traces: true, events: false, metrics: false } },
];

const started = (options: TelemetryOptions) =>
  init({ host: "own", pricing: false, service: { name: "bot", version: "2" }, ...options });

describe("describe()", () => {
  it("says where data goes, which signals and which content, and no credential", async () => {
    const telemetry = started({
      exporters,
      capture: { prompts: true, toolResults: true },
      spoolDirectory: "/nowhere/spool",
    });
    expect(telemetry.describe()).toBe(
      `agentscribe ${VERSION}: bot 2 to https://a.example over http/protobuf (traces, events)` +
        " and http://b.example:4318 over http/json (traces, events, metrics) and console (traces); content: prompts, toolResults; kept in /nowhere/spool until delivered",
    );
    await telemetry.shutdown({ timeoutMillis: 1 });
    expect(JSON.stringify(telemetry.health()) + telemetry.describe()).not.toContain("hidden");
  });

  it("says where records are kept, in the user's folder or in memory", async () => {
    const exporter = { url: "http://localhost:9" };
    const kept = async (options: TelemetryOptions): Promise<string | undefined> => {
      const telemetry = started({ exporters: [exporter], ...options });
      const [said] = /kept in .*$/.exec(telemetry.describe()) ?? [];
      await telemetry.shutdown({ timeoutMillis: 1 });
      return said;
    };
    expect(await kept({ spoolDirectory: join(homedir(), "some", "spool") })).toBe(
      "kept in ~/some/spool until delivered",
    );
    expect(await kept({ spool: false })).toBe("kept in memory until delivered");
    expect(await kept({ exporters: [{ type: "console" }] })).toBeUndefined();
  });

  it("says how old the prices are once that is past the limit, and warns when a model has none", async () => {
    const spanExporter = { export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }) };
    const exporter = { type: "custom" as const, spanExporter };
    const telemetry = started({ exporters: [exporter], pricing: { staleAfterDays: 0 } });
    telemetry.recordLlm({
      provider: "openai",
      model: "gpt-99",
      usage: { inputTokens: 1, outputTokens: 1 },
      durationMs: 1,
    });
    await telemetry.shutdown();
    expect(telemetry.describe()).toMatch(/; prices of 2\d{3}-\d\d-\d\d, \d+ days old$/);
    expect(telemetry.health().problems).toEqual({ "pricing:stale-table": 1 });
  });

  it("says when nothing goes anywhere, is paused or off", async () => {
    const telemetry = started({ exporters: [] });
    expect(telemetry.describe()).toBe(`agentscribe ${VERSION}: bot 2 to nowhere; content: none`);
    telemetry.disable();
    expect(telemetry.describe()).toContain(": paused; bot 2");
    expect({ enabled: telemetry.enabled, health: telemetry.health() }).toMatchObject({
      enabled: false,
      health: { enabled: false },
    });
    telemetry.enable();
    expect(telemetry.enabled).toBe(true);
    await telemetry.shutdown();
    expect(telemetry.enabled).toBe(false);
    expect(telemetry.describe()).toContain(": shut down; bot 2");
    expect(started({ enabled: false }).describe()).toBe("agentscribe: off (enabled: false); nothing is recorded");
  });

  it("stays one line whatever the service is called", async () => {
    const telemetry = started({ exporters: [], service: { name: "bot\n\u001b[2Jdrop\u202e", version: "1\r2" } });
    expect(telemetry.describe()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    await telemetry.shutdown();
  });
});

describe("health()", () => {
  it("accounts for every span by destination, also for those an exporter refused", async () => {
    const custom = (code: number) => ({
      type: "custom" as const,
      name: `code ${code}`,
      spanExporter: { export: (_spans: unknown[], done: (result: { code: number }) => void) => done({ code }) },
    });
    const telemetry = started({ exporters: [custom(0), custom(1)] });
    expect(fromContext()).toBe(telemetry);
    for (let index = 0; index < 3; index++) telemetry.startTool({ name: "t" }).end();
    const report = await telemetry.shutdown({ timeoutMillis: 500 });
    const health = telemetry.health();
    expect(health).toMatchObject({ mode: "own", accepted: 6, delivered: 3, lastError: "the exporter failed" });
    const lost = Object.values(health.dropped).reduce((sum, count) => sum + count, 0);
    expect(health.delivered + health.pending + health.onDisk + lost).toBe(health.accepted);
    expect(report).toEqual(await telemetry.shutdown());
    expect(health.destinations.map(({ name }) => name)).toEqual(["code 0 traces", "code 1 traces"]);
  });

  it("counts the texts that a redactor dropped or failed at, and says that it failed", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => said.mockRestore());
    const redact = (text: string): string | undefined => {
      if (text.includes("secret")) throw new Error(`cannot bear ${text}`);
      return text.includes("drop") ? undefined : text;
    };
    const telemetry = started({ exporters: [], capture: "full", redact });
    telemetry.tool({ name: "t", arguments: { a: "drop me", b: "a secret", c: "fine" } }, () => "another secret");
    expect(telemetry.health().problems).toEqual({ "redactor:dropped": 1, "redactor:failed": 2 });
    const lines = said.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("redact"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("secret");
    await telemetry.shutdown();
  });

  it("names the causes of trouble that were met", async () => {
    const failing = {
      onEnd: () => {
        throw new Error("mine");
      },
    };
    const telemetry = started({ exporters: [], observers: [failing] });
    telemetry.startTool({ name: "t" }).end();
    telemetry.startTool({ name: "t" }).end();
    await telemetry.shutdown();
    expect(telemetry.health().problems).toEqual({ "internal:observer.onEnd": 2 });
  });
});
