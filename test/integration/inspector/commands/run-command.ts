import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type CliContext, runCli } from "../../../../src/cli/run-cli.ts";

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder of the test file, which is the user's folder of state as well. */
export function privateFolder(): { readonly path: string; file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), "agentscribe-commands-"));
  const before = process.env.XDG_STATE_HOME;
  beforeAll(() => {
    process.env.XDG_STATE_HOME = path;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
    rmSync(path, { recursive: true, force: true });
  });
  return { path, file: (name) => join(path, name) };
}

/** Runs a command to its end, in a pipe unless the changes say otherwise. */
export async function agentscribe(args: readonly string[], changes: Partial<CliContext> = {}): Promise<Ran> {
  return await startCommand(args, changes).ended;
}

/** A command that runs until it is told to end. */
export interface Running {
  readonly ended: Promise<Ran>;
  /** What was printed so far. */
  text(): string;
  /** Resolves with all that was printed when it matches. Rejects when the command ends before. */
  printed(pattern: RegExp): Promise<string>;
  end(): Promise<Ran>;
}

export function startCommand(args: readonly string[], changes: Partial<CliContext> = {}): Running {
  const controller = new AbortController();
  const waiting = new Set<() => void>();
  let out = "";
  let err = "";
  let isOver = false;
  const told = (): void => {
    for (const check of waiting) check();
  };
  const context: CliContext = {
    env: { XDG_STATE_HOME: process.env.XDG_STATE_HOME, CI: "1" },
    out: (text) => {
      out += text;
      told();
    },
    err: (text) => {
      err += text;
      told();
    },
    signal: controller.signal,
    ...changes,
  };
  const ended = runCli(args, context).then((code) => {
    isOver = true;
    told();
    return { code, out, err };
  });
  return {
    ended,
    text: () => out,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!pattern.test(out) && !isOver) return;
          waiting.delete(check);
          if (pattern.test(out)) resolve(out);
          else reject(new Error(`ended without ${pattern}:\n${out}${err}`));
        };
        waiting.add(check);
        check();
      }),
    end: async () => {
      controller.abort();
      return await ended;
    },
  };
}
