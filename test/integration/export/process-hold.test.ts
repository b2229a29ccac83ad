import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "./certificate.ts";
import { startProxy } from "./proxy-server.ts";
import { startReceiver } from "./receiver.ts";

const SCRIPT = fileURLToPath(new URL("./one-request.ts", import.meta.url));
/** Far beyond the time a request may take, so that a socket that holds the process shows. */
const TIMEOUT_MILLIS = 20_000;
const certificate = makeCertificate();

/** Makes one request in a process that then has nothing to do; how long it lived after the request began. */
async function lifeOf(
  options: Readonly<Record<string, unknown>>,
): Promise<{ code: number | null; heldMillis: number; stdout: string }> {
  const settings = JSON.stringify({ timeoutMillis: TIMEOUT_MILLIS, compression: "none", ...options });
  const child = spawn(process.execPath, [SCRIPT, settings], { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  let begun = Number.NaN;
  child.stdout.on("data", (chunk) => {
    if (stdout === "") begun = performance.now();
    stdout += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, heldMillis: performance.now() - begun, stdout };
}

describe("a process with nothing left to do", () => {
  const schemes = certificate === undefined ? (["http"] as const) : (["http", "https"] as const);

  it.each(schemes)("is not held by a kept connection through a proxy over %s", async (scheme) => {
    const proxy = await startProxy();
    const tls = scheme === "https" ? certificate : undefined;
    const receiver = await startReceiver(tls === undefined ? {} : { tls });
    for (const route of [{ proxy: { url: proxy.url } }, {}]) {
      const { code, heldMillis, stdout } = await lifeOf({
        url: receiver.url,
        wait: true,
        tls: { ca: tls?.cert },
        ...route,
      });
      expect([code, stdout]).toEqual([0, 'begun\n{"status":"ok","rejected":0}\n']);
      expect(heldMillis).toBeLessThan(3_000);
    }
    expect(receiver.requests).toHaveLength(2);
    await Promise.all([receiver.close(), proxy.close()]);
  });

  it.each(schemes)("is not held by a proxy to %s that never answers", async (scheme) => {
    const proxy = await startProxy();
    proxy.answer = "hang";
    const { code, heldMillis, stdout } = await lifeOf({ url: `${scheme}://otel.test`, proxy: { url: proxy.url } });
    expect([code, stdout]).toEqual([0, "begun\n"]);
    expect(heldMillis).toBeLessThan(3_000);
    expect(proxy.asked).toHaveLength(1);
    await proxy.close();
  });

  it.each(schemes)("is not held by a backend over %s that never answers", async (scheme) => {
    const receiver = await startReceiver(scheme === "https" && certificate ? { tls: certificate } : {});
    receiver.answer = () => "hang";
    const { code, heldMillis } = await lifeOf({ url: receiver.url, tls: { ca: certificate?.cert } });
    expect(code).toBe(0);
    expect(heldMillis).toBeLessThan(3_000);
    expect(receiver.requests).toHaveLength(1);
    await receiver.close();
  });
});
