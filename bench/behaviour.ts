import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { folderOf, install } from "./peers/installed.ts";
import { loopbackOnly } from "./peers/loopback-only.ts";
import { WRAPPING_PEERS } from "./peers/versions.ts";
import { WRAPPED } from "./wrapped/contenders.ts";

/**
 * What a caller of an observed client of `openai` gets, and whether the call is recorded: a dozen ways to call it, with the client bare, observed by
 * agentscribe and by its peers. `--write` keeps what was seen in `bench/behaviour/measured.json`, from which `docs/comparison.md` is made.
 */
const names = [
  "bare",
  "agentscribe",
  ...Object.keys(WRAPPED).filter((name) => `wrapped-${name}` in WRAPPING_PEERS && name !== "bare"),
];
const prefix = loopbackOnly();
if (prefix === undefined) throw new Error("this system cannot shut peers off from the network");
for (const name of names) {
  const problem = install(name === "agentscribe" ? "wrapped-bare" : `wrapped-${name}`);
  if (problem !== undefined) throw new Error(`${name} cannot be installed: ${problem}`);
}
const collect = fileURLToPath(new URL("./behaviour/collect.ts", import.meta.url));
const [program = "", ...args] = [...prefix, process.execPath, collect, ...names];
const { status, stdout } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
if (status !== 0) throw new Error("it could not be played");
const { bare, ...seen } = JSON.parse(stdout) as Record<string, Record<string, string>>;
const wrong = Object.entries(bare ?? {}).filter(([, what]) => !["lost", "withheld"].includes(what));
if (wrong.length > 0) throw new Error(`the bare client does otherwise: ${JSON.stringify(wrong)}`);
const versions = Object.fromEntries(
  Object.keys(seen).map((name) => [
    name,
    name === "agentscribe" ? ownVersion() : (WRAPPING_PEERS[`wrapped-${name}`]?.[1] ?? ""),
  ]),
);
const packages = Object.fromEntries(
  Object.keys(seen).map((name) => [name, name === "agentscribe" ? ownPackages() : packagesOf(name)]),
);
const measured = { client: WRAPPING_PEERS["wrapped-bare"]?.[0], node: process.versions.node, versions, packages, seen };
console.log(JSON.stringify(measured, undefined, 2));
if (process.argv.includes("--write")) {
  writeFileSync(new URL("./behaviour/measured.json", import.meta.url), `${JSON.stringify(measured, undefined, 2)}\n`);
}

/** Packages that stand in `node_modules` for a peer, without the client. */
function packagesOf(name: string): number {
  const lock = readFileSync(join(folderOf(`wrapped-${name}`), "node_modules/.package-lock.json"), "utf8");
  return Object.keys(JSON.parse(lock).packages).filter((path) => path !== "node_modules/openai").length;
}

/** The same for agentscribe and its peer, by the lockfile. */
function ownPackages(): number {
  const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
    packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const installed = Object.entries(packages).filter(
    ([path, { dev }]) => path !== "" && (dev !== true || path === "node_modules/@opentelemetry/api"),
  );
  return installed.length + 1;
}

function ownVersion(): string {
  const { name, version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return `${name}@${version}`;
}
