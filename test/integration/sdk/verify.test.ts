import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { init, type Telemetry, type TelemetryOptions, type Verification } from "../../../src/index.ts";
import { startInspector } from "../../../src/inspector/index.ts";
import { recordedBy } from "../../support/recording.ts";
import { runScript } from "./run-script.ts";

async function receiver(respond?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(respond);
  onTestFinished(() => started.close());
  return started;
}

function client(options: TelemetryOptions): Telemetry {
  const telemetry = init({ service: { name: "verify-test" }, host: "own", ...options });
  onTestFinished(() => telemetry.shutdown({ timeoutMillis: 100 }).then(() => undefined));
  return telemetry;
}

const codes = ({ findings }: Verification): readonly string[] =>
  findings.filter(({ severity }) => severity === "error" || severity === "warning").map(({ code }) => code);

describe("verify()", () => {
  it("sends one span, event and metric there and back, and counts them nowhere", async () => {
    const backend = await receiver();
    const telemetry = client({ exporters: [{ url: backend.url, headers: { "x-key": "k" } }] });
    const before = telemetry.health();
    const verification = await telemetry.verify({ timeoutMillis: 15_000 / 7 });
    expect(codes(verification)).toEqual([]);
    expect(verification).toMatchObject({ ok: true, mode: "own" });
    // The date of the prices, which stands last, is known once they are loaded.
    expect(verification.summary).toContain(`verify-test to ${backend.url} `);
    expect(telemetry.describe().startsWith(verification.summary)).toBe(true);
    expect(verification.destinations.map(({ signal, delivered, status }) => [signal, delivered, status])).toEqual([
      ["traces", true, 200],
      ["events", true, 200],
      ["metrics", true, 200],
    ]);
    for (const { roundTripMillis, clockOffsetMillis = Number.NaN } of verification.destinations) {
      expect(roundTripMillis).toBeGreaterThan(0);
      expect(Math.abs(clockOffsetMillis)).toBeLessThan(10_000);
    }
    const { spans, events, metrics, violations } = await recordedBy(backend);
    expect(violations).toEqual([]);
    expect(spans.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      { name: "agentscribe.verify", attributes: { "agentscribe.verify": true } },
    ]);
    expect(spans[0]?.resource["service.name"]).toBe("verify-test");
    expect(events.map(({ eventName }) => eventName)).toEqual(["agentscribe.verify"]);
    expect(metrics.map(({ name }) => name)).toEqual(["agentscribe.verify"]);
    expect(backend.requests.every(({ headers }) => headers["x-key"] === "k")).toBe(true);
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 0, toolCalls: 0, costUsd: 0 });
    expect(telemetry.health()).toEqual(before);
  });

  it("shows no key that a backend repeats", async () => {
    const backend = await receiver({
      respond: ({ headers }) => ({
        status: 401,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          error: `no ${headers.authorization}, ${headers["x-team"]}, sk-proj-${"aB3".repeat(9)}`,
        }),
      }),
    });
    const headers = { authorization: "Bearer correcthorse", "x-team": "battery" };
    const exporters = [
      { name: "fixed", url: backend.url, headers },
      { name: "asked", url: backend.url, headers: () => headers },
    ];
    const { findings } = await client({ exporters }).verify({ timeoutMillis: 2_000 });
    const said = findings.filter(({ code }) => code === "answer-unauthorized").map(({ what }) => what);
    const clean = "no Bearer [REDACTED:secret], [REDACTED:secret], [REDACTED:api-key]";
    expect(said).toHaveLength(2);
    for (const what of said) expect(what).toContain(clean);
    expect(JSON.stringify(findings)).not.toMatch(/horse|battery/);
  });

  it("is no session to the inspector", async () => {
    const inspector = await startInspector({
      port: 0,
      grpcPort: false,
      store: ":memory:",
      page: false,
      token: "verify-test-token",
    });
    onTestFinished(() => inspector.close());
    const telemetry = client({ exporters: [{ url: inspector.otlpUrl }] });
    expect((await telemetry.verify()).ok).toBe(true);
    await telemetry.session({ id: "real" }, () => telemetry.tool({ name: "search" }, () => 1));
    await telemetry.flush({ timeoutMillis: 5_000 });
    const answer = await fetch(`${inspector.otlpUrl}/api/sessions`, {
      headers: { authorization: "Bearer verify-test-token" },
    });
    const { sessions } = (await answer.json()) as { sessions: readonly { readonly id: string }[] };
    expect(sessions.map(({ id }) => id)).toEqual(["real"]);
  });

  it("follows what the exporter says: encoding, compression, temporality, and signals that are off", async () => {
    const backend = await receiver();
    const telemetry = client({
      exporters: [{ url: backend.url, protocol: "http/json", compression: "gzip" }],
      signals: { events: false },
    });
    const verification = await telemetry.verify();
    expect(verification.destinations.map(({ signal }) => signal)).toEqual(["traces", "metrics"]);
    expect(verification.findings.map(({ code }) => code)).toContain("signals-off");
    expect(backend.requests.map(({ headers }) => headers["content-type"])).toEqual([
      "application/json",
      "application/json",
    ]);
  });

  it("works after shutdown, and says so", async () => {
    const backend = await receiver();
    const telemetry = client({ exporters: [{ url: backend.url }] });
    await telemetry.shutdown();
    const verification = await telemetry.verify();
    expect(codes(verification)).toEqual(["telemetry-shut-down"]);
    expect(verification.ok).toBe(true);
    expect(backend.spans()).toHaveLength(1);
  });

  it("says that a client is paused", async () => {
    const telemetry = client({ exporters: [{ url: (await receiver()).url }] });
    telemetry.disable();
    expect(codes(await telemetry.verify())).toEqual(["telemetry-paused"]);
  });

  it("works beside itself, and while records wait", async () => {
    let isUp = false;
    const backend = await receiver({ respond: () => (isUp ? undefined : { status: 503 }) });
    const telemetry = client({ exporters: [{ url: backend.url }], signals: { metrics: false, events: false } });
    for (let index = 0; index < 200; index += 1) telemetry.tool({ name: "search" }, () => index);
    await telemetry.flush({ timeoutMillis: 300 });
    expect(telemetry.health().onDisk).toBe(200);
    const down = await Promise.all([telemetry.verify(), telemetry.verify(), telemetry.verify()]);
    expect(down.map(codes)).toEqual([["answer-busy"], ["answer-busy"], ["answer-busy"]]);
    expect(down[0]?.findings.find(({ code }) => code === "spool-waiting")?.what).toMatch(/^200 records wait for /);
    isUp = true;
    expect(codes(await telemetry.verify())).toEqual([]);
    expect(await telemetry.shutdown({ timeoutMillis: 10_000 })).toMatchObject({ delivered: 200, dropped: {} });
    expect(backend.spans().filter(({ name }) => name === "execute_tool search")).toHaveLength(200);
  });

  it("answers in time when nobody else does", async () => {
    const backend = await receiver({ respond: () => "hang" });
    const hanging = { export: (): void => undefined };
    const telemetry = client({
      exporters: [
        { url: backend.url },
        { url: backend.url, headers: () => new Promise<never>(() => {}), name: "no headers" },
        { type: "custom", spanExporter: hanging },
      ],
    });
    const started = performance.now();
    const verification = await telemetry.verify({ timeoutMillis: 400 });
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(codes(verification)).toEqual(expect.arrayContaining(["endpoint-timeout"]));
    expect(verification.ok).toBe(false);
  });

  it.each<[string, TelemetryOptions["exporters"], string]>([
    [
      "headers",
      [{ url: "http://127.0.0.1:9", headers: () => Promise.reject(new Error("no token")) }],
      "headers-failed",
    ],
    [
      "exporter",
      [{ type: "custom", spanExporter: { export: (_, done) => done({ code: 1, error: new Error("no") }) } }],
      "exporter-failed",
    ],
    [
      "exporter that throws",
      [
        {
          type: "custom",
          spanExporter: {
            export: () => {
              throw new Error("no");
            },
          },
        },
      ],
      "exporter-failed",
    ],
    ["missing destination", [], "no-destination"],
  ])("names what of the application fails: %s", async (_name, exporters, code) => {
    expect(codes(await client({ exporters: exporters ?? [] }).verify())).toEqual([code]);
  });

  it("hands a test span to an exporter of the application, and prints none on the console", async () => {
    const names: string[] = [];
    const spanExporter = {
      export(spans: readonly { readonly name: string }[], done: (result: { code: number }) => void): void {
        names.push(...spans.map(({ name }) => name));
        done({ code: 0 });
      },
    };
    const telemetry = client({ exporters: [{ type: "custom", spanExporter }, { type: "console" }] });
    const { findings } = await telemetry.verify();
    expect(names).toEqual(["agentscribe.verify"]);
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["delivered", "console"]));
  });

  it("sends nothing when it is asked not to", async () => {
    const backend = await receiver();
    const verification = await client({ exporters: [{ url: backend.url }] }).verify({ offline: true });
    expect(codes(verification)).toEqual([]);
    expect(verification.destinations.every(({ delivered }) => delivered === undefined)).toBe(true);
    expect(backend.requests).toEqual([]);
  });

  it("resolves whatever it is given", async () => {
    const telemetry = client({ exporters: [] });
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("hostile");
        },
      },
    );
    for (const options of [
      null,
      7,
      "x",
      hostile,
      { timeoutMillis: Number.NaN },
      { timeoutMillis: -1 },
      { timeoutMillis: 0 },
      { timeoutMillis: Number.POSITIVE_INFINITY },
    ]) {
      expect(await telemetry.verify(options as never)).toMatchObject({ ok: false, mode: "own" });
    }
  });

  it("says that records are in memory only", async () => {
    const { findings } = await client({ exporters: [{ url: (await receiver()).url }], spool: false }).verify();
    expect(findings.find(({ code }) => code === "spool-off")?.what).toContain("the option `spool` is false");
  });

  it("keeps the process until it has answered, and no longer", async () => {
    const backend = await receiver();
    const folder = mkdtempSync(join(tmpdir(), "agentscribe-verify-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const script = `import { init } from "./src/index.ts";
      const telemetry = init({ exporters: [{ url: ${JSON.stringify(backend.url)} }], pricing: false });
      const { ok } = await telemetry.verify({ timeoutMillis: 20_000 });
      process.stdout.write(JSON.stringify({ ok, at: performance.now() }));
      process.on("exit", () => process.stdout.write("\\n" + JSON.stringify({ ok, lasted: performance.now() })));`;
    const run = await runScript(script, { env: { AGENTSCRIBE_SPOOL_DIRECTORY: folder } });
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    const [first = "", last = ""] = run.stdout.trim().split("\n");
    expect(JSON.parse(first).ok).toBe(true);
    expect(JSON.parse(last).lasted - JSON.parse(first).at).toBeLessThan(5_000);
  });
});
