import { describe, expect, it, onTestFinished } from "vitest";
import { type Finding, init, type OtlpExporterOptions } from "../../../src/index.ts";
import { type Answer, startReceiver } from "../export/receiver.ts";

async function receiver(answer: Answer = () => undefined) {
  const started = await startReceiver();
  started.answer = answer;
  onTestFinished(() => started.close());
  return started;
}

/** What asks for something to be done. */
async function faults(exporter: OtlpExporterOptions | undefined, timeoutMillis = 5_000): Promise<readonly Finding[]> {
  const telemetry = init({ host: "own", spool: false, ...(exporter && { exporters: [exporter] }) });
  onTestFinished(() => telemetry.shutdown({ timeoutMillis: 50 }).then(() => undefined));
  const { findings } = await telemetry.verify({ timeoutMillis });
  return findings.filter(({ severity }) => severity === "error" || severity === "warning");
}

async function onlyFault(exporter: OtlpExporterOptions, timeoutMillis?: number): Promise<Finding> {
  const found = await faults(exporter, timeoutMillis);
  expect(found).toHaveLength(1);
  return found[0] as Finding;
}

describe("verify() of what a request is made of", () => {
  it("sends its test record compressed where records are", async () => {
    const { url } = await receiver(({ headers }) =>
      headers["content-encoding"] === undefined ? undefined : { status: 415 },
    );
    expect(await onlyFault({ url, compression: "gzip" })).toMatchObject({
      code: "answer-media-type",
      mend: expect.stringContaining("OTEL_EXPORTER_OTLP_COMPRESSION=none"),
    });
    expect(await faults({ url })).toEqual([]);
  });

  it.each([
    ["with a line break", () => ({ authorization: "Bearer secret\n" })],
    ["of undefined", () => undefined],
    ["of null", async () => null],
  ])("names a headers function that gives headers %s", async (_what, headers) => {
    const { url, requests } = await receiver();
    const found = await onlyFault({ url, headers: headers as unknown as () => Record<string, string> });
    expect(found.code).toBe("headers-failed");
    expect(found.what).toContain("the headers function ");
    expect(JSON.stringify(found)).not.toContain("secret");
    expect(requests).toEqual([]);
  });

  it("says how to follow a redirect to a path that no base URL has", async () => {
    const { url } = await receiver(({ path }) =>
      path.endsWith("/") ? undefined : { status: 308, headers: { location: `${path}/` } },
    );
    const { code, mend = "" } = await onlyFault({ url });
    expect(code).toBe("answer-redirect");
    expect(mend).toContain(`\`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}/v1/traces/\``);
    for (const signal of ["TRACES", "LOGS", "METRICS"]) {
      const name = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
      process.env[name] = `${url}/v1/${signal.toLowerCase()}/`;
      onTestFinished(() => void delete process.env[name]);
    }
    expect(await faults(undefined)).toEqual([]);
  });
});
