import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import type { StoreChange } from "../../../../src/inspector/store/store.ts";
import { traceId } from "../../../unit/inspector/store/otlp-requests.ts";

const PROGRAM = fileURLToPath(new URL("./store-program.ts", import.meta.url));

let folder: string;
let path: string;
let child: ChildProcess;
let lines: Interface;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "agentscribe-store-"));
  path = join(folder, "store.db");
  child = spawn(process.execPath, [PROGRAM, path], { stdio: ["ignore", "pipe", "inherit"], execArgv: [] } as object);
  if (child.stdout === null) throw new Error("no output");
  lines = createInterface(child.stdout);
});

afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Numbers of the requests that were acknowledged, until there are so many, and those that came before the end of the process. */
async function acknowledged(count: number): Promise<number[]> {
  const numbers: number[] = [];
  for await (const line of lines) {
    if (line === "open") continue;
    numbers.push(Number(line));
    if (numbers.length === count) child.kill("SIGKILL");
  }
  return numbers;
}

it("keeps every request that was acknowledged when the process is killed", async () => {
  const numbers = await acknowledged(60);
  expect(numbers.length).toBeGreaterThanOrEqual(60);
  const store = await openStore({ path });
  const { rows } = await store.query("SELECT trace_id, count(*) FROM agent_spans GROUP BY 1");
  const found = new Map(rows.map(([trace, count]) => [trace, count]));
  for (const number of numbers) expect(found.get(traceId(number)), `request ${number}`).toBe(1 + (number % 90));
  expect((await store.query("SELECT integrity_check FROM pragma_integrity_check")).rows).toEqual([["ok"]]);
  const last = Math.max(...numbers);
  const details = await store.details({ trace: traceId(last) });
  expect(details.map(({ attributes }) => attributes.find(([name]) => name === "text")?.[1])).toEqual(
    Array.from({ length: 1 + (last % 90) }, () => `request ${last}`),
  );
  const { sessions } = await store.sessions();
  const spans = [...found.values()].reduce<number>((sum, count) => sum + Number(count), 0);
  expect(sessions.reduce((sum, session) => sum + session.spans, 0)).toBe(spans);
  expect((await store.status()).spans).toBe(spans);
  await store.close();
});

it("is read while another process writes, and tells of that one's commits", async () => {
  await once(lines, "line");
  const store = await openStore({ path, readOnly: true });
  const changes: StoreChange[] = [];
  const two = new Promise<void>((resolve) => {
    store.onChange((change) => {
      changes.push(change);
      if (changes.length === 2) resolve();
    });
  });
  lines.resume();
  await two;
  expect(changes[1]?.revision).toBeGreaterThan(changes[0]?.revision ?? 0);
  expect(changes[0]?.spans).toBeGreaterThan(0);
  expect(changes[0]?.sessions.length).toBeGreaterThan(0);
  const [first, second] = [await store.status(), await store.status()];
  expect(first.spans).toBeGreaterThan(0);
  expect(second.spans).toBeGreaterThanOrEqual(first.spans);
  await expect(store.ingest("traces", "json", Buffer.from("{}"))).rejects.toThrow("opened to be read only");
  await store.close();
});

it("refuses a second process that writes", async () => {
  await once(lines, "line");
  lines.resume();
  await expect(openStore({ path })).rejects.toThrow(`another process writes ${path}`);
  const link = join(folder, "link.db");
  symlinkSync(path, link);
  await expect(openStore({ path: link })).rejects.toThrow(`another process writes ${link}`);
  await kill();
  const store = await openStore({ path });
  expect((await store.status()).path).toBe(path);
  await store.close();
});
