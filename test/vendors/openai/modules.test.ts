import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { ASK, CLIENTS, COMPLETION, failing, STREAM } from "./support.ts";

const run = promisify(execFile);
const here = new URL("../", import.meta.url);

/** Patches classes in a process of its own: they stay patched. */
function program(set: string, cjs: boolean, url: string): string {
  const load = cjs
    ? `createRequire(${JSON.stringify(new URL(`${set}/`, here).href)})("openai")`
    : `await (await import(${JSON.stringify(new URL(`${set}/load-here.mjs`, here).href)})).load("openai")`;
  return `
    import { createRequire } from "node:module";
    import { init } from ${JSON.stringify(new URL("../../src/index.ts", here).href)};
    import { OPENAI_MODULES } from ${JSON.stringify(new URL("../../src/instrumentation/openai/modules.ts", here).href)};
    import { wrapOpenAI } from ${JSON.stringify(new URL("../../src/instrumentation/openai/index.ts", here).href)};
    const exports = ${load};
    for (const hook of OPENAI_MODULES) { hook.patch(exports); hook.patch(exports); }
    const seen = [];
    const telemetry = init({ service: { name: "modules" }, host: "own", spool: false, exporters: [{ type: "custom", spanExporter: { export: (_, done) => done({ code: 0 }), shutdown: async () => undefined } }] });
    const OpenAI = exports.OpenAI;
    const client = new OpenAI({ apiKey: "none", baseURL: ${JSON.stringify(url)}, maxRetries: 1 });
    await client.chat.completions.create(${JSON.stringify(ASK)});
    wrapOpenAI(client, { includeUsage: true });
    for await (const part of await client.chat.completions.create(${JSON.stringify({ ...ASK, stream: true })})) seen.push(part);
    console.log(JSON.stringify({ totals: telemetry.snapshot().totals, chunks: seen.length }));
    await telemetry.shutdown({ timeoutMillis: 2000 });
  `;
}

describe.each(CLIENTS)("OPENAI_MODULES with openai, $set, CommonJS $cjs", ({ set, cjs }) => {
  it("records each call once, its retries too, also when the client is wrapped besides", async () => {
    const server = await startScriptedServer(
      failing(429, "slow", { "retry-after-ms": "1" }),
      json(COMPLETION),
      sse(STREAM, "done"),
    );
    const { stdout } = await run(
      process.execPath,
      ["--input-type=module", "-e", program(set, cjs, `${server.url}/v1`)],
      { env: { PATH: process.env.PATH } },
    );
    const { totals, chunks } = JSON.parse(stdout) as { totals: object; chunks: number };
    expect(totals).toMatchObject({ inferenceCalls: 2, retries: 1, usage: { inputTokens: 1200, outputTokens: 50 } });
    expect(chunks).toBe(STREAM.length);
    expect(server.requests.at(-1)?.json()).toMatchObject({ stream_options: { include_usage: true } });
  });
});
