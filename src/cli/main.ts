#!/usr/bin/env node
import { fstatSync, writeFileSync } from "node:fs";
import { runCli } from "./run-cli.ts";
import { terminalKeys } from "./terminal/keys.ts";

const { stdin, stdout, stderr } = process;

for (const stream of [stdout, stderr]) {
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // `agentscribe export | head`: whoever reads has enough.
    if (code === "EPIPE") process.exit(0);
    if (stream === stdout) stderr.write(`agentscribe: ${message}\n`);
    process.exit(1);
  });
}

/** Of a file the stream takes a short write for a whole one, as there are on a disk that is nearly full. */
const isFile = fstatSync(1).isFile();

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => (isFile ? writeFileSync(1, text) : stdout.write(text)),
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
