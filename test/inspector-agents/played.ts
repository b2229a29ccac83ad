import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Encoding, Signal } from "../../src/inspector/store/store.ts";
import { LOOPBACK_ONLY } from "./installed.ts";

/** A request of telemetry as the agent sent it. */
export interface SentRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

export interface Played {
  readonly requests: readonly SentRequest[];
  readonly code: number | null;
  /** What the agent wrote to its standard output and its standard error. */
  readonly said: string;
  readonly errors: string;
}

type Line = { readonly signal: Signal; readonly encoding: Encoding; readonly body: string } | Omit<Played, "requests">;

/** Runs an agent once, in a network that has loopback only and with a home of its own. */
export async function play(agent: string): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-agent-"));
  try {
    const [program = "", ...args] = LOOPBACK_ONLY;
    const script = fileURLToPath(new URL("play.ts", import.meta.url));
    const child = spawn(program, [...args, process.execPath, script, agent, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = (await text(child.stdout)).trim().split("\n");
    const read = lines.map((line) => JSON.parse(line) as Line);
    const requests = read.flatMap((line) =>
      "signal" in line ? [{ ...line, body: new Uint8Array(Buffer.from(line.body, "base64")) }] : [],
    );
    const end = read.at(-1);
    if (end === undefined || "signal" in end) throw new Error(`${agent} did not end: ${lines.at(-1)?.slice(0, 200)}`);
    return { ...end, requests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
