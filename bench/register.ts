import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./support/compare.ts";

/** Whole processes, in turns: what `--import agentscribe/register` adds to programs that know nothing of it. */
const ROUNDS = 25;
const WARM_UP_ROUNDS = 2;
const root = fileURLToPath(new URL("..", import.meta.url));
const register = new URL("../dist/register.js", import.meta.url).href;

const CALL = `
const client = new OpenAI({ apiKey: "none", baseURL: process.env.PROVIDER });
await client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "hello" }] });`;
const LOAD = 'import OpenAI from "openai";';
const PROGRAMS: Readonly<Record<string, string>> = {
  "an empty program": "",
  "one that loads openai": `${LOAD} void OpenAI;`,
  "one that makes a call and exits": `${LOAD}${CALL}
process.exit();`,
  "one that makes a call and ends": `${LOAD}${CALL}`,
};
/** What the process used so far, as its last word. */
const LAST = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(String(user + system));
});`;

interface Way {
  readonly name: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
const WAYS: readonly Way[] = [
  { name: "bare", flags: [], env: {} },
  { name: "register", flags: ["--import", register], env: {} },
  { name: "opted out", flags: ["--import", register], env: { TELEMETRY_ENABLED: "false" } },
];

const completion = JSON.stringify({
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
});
const isCompletion = (path = ""): boolean => path.startsWith("/chat/");

/** Provider and backend in one. */
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const type = isCompletion(request.url) ? "application/json" : "application/x-protobuf";
    response.writeHead(200, { "content-type": type }).end(isCompletion(request.url) ? completion : "");
  });
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-"));
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));

interface Run {
  readonly wallMillis: number;
  readonly cpuMillis: number;
}

async function run(file: string, { flags, env }: Way): Promise<Run> {
  const variables = {
    PATH: process.env.PATH ?? "",
    PROVIDER: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
    ...env,
  };
  const start = performance.now();
  const said = await new Promise<string>((done, fail) => {
    execFile(process.execPath, [...flags, file], { env: variables }, (error, stdout) =>
      error === null ? done(stdout) : fail(error),
    );
  });
  return { wallMillis: performance.now() - start, cpuMillis: Number(said) / 1_000 };
}

process.stdout.write(`\nZero-code start, whole processes (${ROUNDS} rounds in turns, medians)\n`);
try {
  for (const [name, text] of Object.entries(PROGRAMS)) {
    const file = join(folder, `${name.replaceAll(/\W/g, "-")}.mjs`);
    writeFileSync(file, `${LAST}\n${text}\n`);
    const runs = new Map<string, Run[]>(WAYS.map((way) => [way.name, []]));
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      for (const way of WAYS) {
        const measured = await run(file, way);
        if (round >= 0) runs.get(way.name)?.push(measured);
      }
    }
    const of = (way: string, part: keyof Run): number => median((runs.get(way) ?? []).map((one) => one[part]));
    process.stdout.write(`  ${name}\n`);
    for (const { name: way } of WAYS) {
      const told = (part: keyof Run): string => {
        const added = of(way, part) - of("bare", part);
        const total = `${of(way, part).toFixed(1).padStart(8)} ms`;
        return way === "bare" ? total : `${total} (${added < 0 ? "" : "+"}${added.toFixed(1)})`;
      };
      process.stdout.write(`    ${way.padEnd(12)} wall ${told("wallMillis").padEnd(24)} cpu ${told("cpuMillis")}\n`);
    }
  }
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
