#!/usr/bin/env node
import { runCli } from "./run-cli.ts";
import { terminalKeys } from "./terminal/keys.ts";

const { stdin, stdout, stderr } = process;

// `agentscribe export | head`: whoever reads has enough.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => stdout.write(text),
  err: (text) => stderr.write(text),
  columns: stdout.isTTY ? stdout.columns : undefined,
  rows: stdout.isTTY ? stdout.rows : undefined,
  errColumns: stderr.isTTY ? stderr.columns : undefined,
  drain: async () => {
    if (stdout.writableNeedDrain) await new Promise((resolve) => stdout.once("drain", resolve));
  },
  input: stdin,
  keys: stdin.isTTY && stdout.isTTY ? terminalKeys(stdin) : undefined,
});
