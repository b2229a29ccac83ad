import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vendorVersion } from "../load.ts";

const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/agentscribe-claude-code/", import.meta.url));
const INSTALL_TIMEOUT_MILLIS = 60_000;

export type RealExecutable = { readonly path: string } | { readonly missing: string };

/**
 * The executable of Claude Code that belongs to the installed SDK: a package for one platform, of some hundred MB. It is no dependency of the
 * project: it stands in the cache, and is installed there when it is first used.
 */
export function realExecutable(): RealExecutable {
  const { platform, arch } = process;
  if (platform !== "linux" || arch !== "x64")
    return { missing: `it is installed on linux-x64 only, not on ${platform}-${arch}` };
  const name = `@anthropic-ai/claude-agent-sdk-${platform}-${arch}`;
  const wanted = `${name}@${vendorVersion("newest", "@anthropic-ai/claude-agent-sdk")}`;
  const folder = join(CACHE, wanted.slice(wanted.lastIndexOf("@") + 1));
  const path = join(folder, "node_modules", name, "claude");
  if (existsSync(path)) return { path };
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, "package.json"), '{ "private": true }\n');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync("npm", ["install", ...options, wanted], {
    cwd: fresh,
    stdio: "ignore",
    timeout: INSTALL_TIMEOUT_MILLIS,
  });
  if (status === 0 && !existsSync(folder)) renameSync(fresh, folder);
  else rmSync(fresh, { recursive: true, force: true });
  return existsSync(path) ? { path } : { missing: error?.message ?? `npm could not install ${wanted}` };
}
