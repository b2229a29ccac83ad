import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { install } from "./peers/installed.ts";
import { loopbackOnly } from "./peers/loopback-only.ts";
import { PEERS } from "./peers/versions.ts";

/**
 * The same work recorded by raw OpenTelemetry, by agentscribe and by its peers. Peers are installed when they are first measured and run where
 * nothing but this machine can be reached; one that cannot be had is said and left out. `--peers langfuse,openlit` selects, `--peers none`.
 */
const { values } = parseArgs({ options: { peers: { type: "string" } } });
const wanted = values.peers === "none" ? [] : (values.peers?.split(",") ?? Object.keys(PEERS));
const unknown = wanted.filter((name) => PEERS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`no such peer: ${unknown.join(", ")}; there are ${Object.keys(PEERS).join(", ")}`);

const prefix = loopbackOnly();
const usable = wanted.filter((name) => {
  const problem = prefix === undefined ? "this system cannot shut it off from the network" : install(name);
  if (problem !== undefined) process.stdout.write(`SKIPPED ${name}: ${problem}\n`);
  return problem === undefined;
});
const measure = fileURLToPath(new URL("./peers/measure.ts", import.meta.url));
const [program = "", ...args] = [...(prefix ?? []), process.execPath, measure, ...usable];
const { status } = spawnSync(program, args, { stdio: "inherit" });
if (status !== 0) process.exitCode = 1;
