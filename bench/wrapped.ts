import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { install } from "./peers/installed.ts";
import { loopbackOnly } from "./peers/loopback-only.ts";
import { WRAPPED } from "./wrapped/contenders.ts";

/**
 * What observing a client costs the host's thread, for one streamed chunk and for one whole call: the same client of `openai` bare, observed by
 * agentscribe and by its peers. `--peers langfuse` selects, `--peers none`. Peers run where nothing but this machine can be reached.
 */
const { values } = parseArgs({ options: { peers: { type: "string" } } });
const OWN = ["bare", "agentscribe", "agentscribe, content", "agentscribe, fetch"];
const others = Object.keys(WRAPPED).filter((name) => !OWN.includes(name));
const wanted = values.peers === undefined ? others : others.filter((name) => values.peers?.split(",").includes(name));

const prefix = loopbackOnly();
const names = [...OWN, ...wanted].filter((name) => {
  const isOwn = OWN.includes(name);
  const problem =
    prefix === undefined && !isOwn
      ? "this system cannot shut it off from the network"
      : install(`wrapped-${isOwn ? "bare" : name}`);
  if (problem !== undefined) process.stdout.write(`SKIPPED ${name}: ${problem}\n`);
  return problem === undefined;
});
const compare = fileURLToPath(new URL("./wrapped/compare.ts", import.meta.url));
const [program = "", ...args] = [...(prefix ?? []), process.execPath, compare, ...names];
const { status } = spawnSync(program, args, { stdio: "inherit" });
if (status !== 0) process.exitCode = 1;
