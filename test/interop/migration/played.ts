import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { loopbackOnly } from "../../../bench/peers/loopback-only.ts";

/** A request as a backend got it, unzipped. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Played {
  readonly requests: readonly SentRequest[];
  readonly code: number | null;
  readonly said: string;
  readonly errors: string;
}

type Line = (Omit<SentRequest, "body"> & { readonly body: string }) | Omit<Played, "requests">;

/** Peers call home when they start, so that programs run where there is nothing but this machine; undefined where the system does not offer that. */
export const LOOPBACK_ONLY: readonly string[] | undefined = loopbackOnly();

/** Runs a program of `test/interop` once, with the packages of a set. */
export async function play(program: string, set: string): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-interop-"));
  try {
    const [command = "", ...args] = LOOPBACK_ONLY ?? [];
    const script = fileURLToPath(new URL("play.ts", import.meta.url));
    const path = fileURLToPath(new URL(`../${program}`, import.meta.url));
    const child = spawn(command, [...args, process.execPath, script, path, set, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = (await text(child.stdout)).trim().split("\n");
    const read = lines.map((line) => JSON.parse(line) as Line);
    const end = read.at(-1);
    if (end === undefined || "path" in end) throw new Error(`${program} did not end`);
    const requests = read.flatMap((line) =>
      "path" in line ? [{ ...line, body: Buffer.from(line.body, "base64") }] : [],
    );
    return { ...end, requests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
