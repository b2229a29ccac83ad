import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PEERS, WRAPPING_PEERS } from "./versions.ts";

/** Peers are no dependencies of the project: they stand here, one folder each, and are installed when they are first measured. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/agentscribe-bench-peers/", import.meta.url));
const INSTALL_TIMEOUT_MILLIS = 180_000;

/** Installs a peer unless it stands there in the wanted versions. @returns why it could not be installed */
export function install(name: string): string | undefined {
  return installPackages(name, PEERS[name] ?? WRAPPING_PEERS[name] ?? []);
}

/** Installs packages into the folder of that name unless they stand there. @returns why they could not be installed */
export function installPackages(name: string, packages: readonly string[]): string | undefined {
  if (isInstalled(name, packages)) return undefined;
  const folder = folderOf(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", "--loglevel=error"];
  const { status, stderr, error } = spawnSync("npm", ["install", ...options, ...packages], {
    cwd: folder,
    encoding: "utf8",
    timeout: INSTALL_TIMEOUT_MILLIS,
  });
  if (status !== 0) return error?.message ?? reasonIn(stderr);
  const stamp = stampOf(name);
  writeFileSync(`${stamp}.new`, stampText(packages));
  renameSync(`${stamp}.new`, stamp);
  return undefined;
}

/** Whether these very versions stand in the folder of that name. */
export function isInstalled(name: string, packages: readonly string[]): boolean {
  const stamp = stampOf(name);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === stampText(packages);
}

/** Where packages of that name stand once they are installed. */
export function folderOf(name: string): string {
  return join(CACHE, name);
}

/** A module of a peer, from the peer's own folder. Its types are not installed here: the caller states the part it uses. */
export function load<Module>(name: string, specifier: string): Module {
  return createRequire(join(CACHE, name, "package.json"))(specifier) as Module;
}

function stampOf(name: string): string {
  return join(folderOf(name), "installed.txt");
}

function stampText(packages: readonly string[]): string {
  return `${packages.join(" ")}\n`;
}

function reasonIn(text: string): string {
  const lines = text.split("\n").filter((line) => line.startsWith("npm error"));
  return lines.slice(0, 2).join("; ").replaceAll("npm error ", "").trim() || "npm install failed";
}
