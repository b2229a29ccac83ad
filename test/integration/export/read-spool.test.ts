import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSpool, readSpool } from "../../../src/export/read-spool.ts";
import { toOtlpJson } from "../../../src/internal/otlp/otlp-json.ts";
import { INTERRUPTED } from "../../../src/sdk/interrupted.ts";
import { runScript } from "../sdk/run-script.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "agentscribe-read-spool-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An agent that nobody listens to; `end` is how it goes. */
const agent = (end: string): string => `
  import { init } from "./src/index.ts";
  const telemetry = init({
    service: { name: "lonely" },
    capture: "full",
    exporters: [{ url: "http://127.0.0.1:9" }],
    spoolDirectory: ${JSON.stringify(directory)},
  });
  const said = { role: "user", content: "a long story. ".repeat(100) };
  telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", input: [said], durationMs: 5 });
  telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", input: [said, said], durationMs: 5 });
  telemetry.record("decision", { type: "route", choice: "answer" });
  const open = telemetry.startAgent({ name: "helper" });
  // Until the price table is there, which calls wait for.
  await telemetry.flush({ timeoutMillis: 500 });
  ${end}
`;

interface Span {
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

async function read() {
  const found: Record<string, string[]> = {};
  const spans: Span[] = [];
  for await (const { signal, body } of readSpool({ directory, interrupted: INTERRUPTED })) {
    const json = toOtlpJson(signal, body);
    found[signal] = [...(found[signal] ?? []), json];
    for (const { scopeSpans = [] } of JSON.parse(json).resourceSpans ?? []) {
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
  }
  return { found, spans };
}

/** Names, sizes, times and bytes of everything in the directory. */
function listing(): unknown {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const path = join(directory, name);
      const { size, mtimeMs } = statSync(path);
      return [name, size, mtimeMs, statSync(path).isFile() ? readFileSync(path).toString("base64") : ""];
    });
}

describe("readSpool()", () => {
  it("gives what a killed process left, texts that were written once in each of their places, and changes nothing", async () => {
    await runScript(agent('process.kill(process.pid, "SIGKILL");'));
    const before = listing();
    expect(await isSpool(directory)).toBe(true);
    const { found, spans } = await read();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-5-mini", "chat gpt-5-mini", "invoke_agent helper"]);
    const long = spans.map((span) => JSON.stringify(span).split("a long story").length - 1).sort();
    expect(long).toEqual([0, 100, 200]);
    expect(found.logs?.join()).toContain("agentscribe.decision");
    const open = spans.find(({ name }) => name === "invoke_agent helper");
    expect(open?.attributes).toContainEqual({
      key: "agentscribe.run.end_reason",
      value: { stringValue: "interrupted" },
    });
    expect(listing()).toEqual(before);
  });

  it("leaves out what a living process has not ended", async () => {
    const { code } = await runScript(`${agent("")}
      const { readSpool } = await import("./src/export/read-spool.ts");
      let text = "";
      for await (const { body } of readSpool({ directory: ${JSON.stringify(directory)}, interrupted: {} })) text += Buffer.from(body).toString("latin1");
      process.exit(text.includes("chat gpt-5-mini") && !text.includes("invoke_agent") ? 0 : 7);
    `);
    expect(code).toBe(0);
  });

  it("refuses a folder that others can write to, and takes no other folder for a spool", async () => {
    const { chmodSync } = await import("node:fs");
    expect(await isSpool(directory)).toBe(false);
    chmodSync(directory, 0o777);
    await expect(read()).rejects.toThrow("others can write to it");
  });
});
