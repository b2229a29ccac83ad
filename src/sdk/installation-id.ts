import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import { homeFolder } from "../internal/home-folder.ts";
import { makePrivateFolder } from "../internal/private-folder.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An id and a line end, and enough more to tell a longer text from it. */
const ID_BYTES = 64;

/**
 * A random id of this installation, kept in a file that only the user can read (0600 in a 0700 folder). It says nothing about the machine or
 * the person. Undefined when the file cannot be kept: an id that changes at each start would count every start as a new installation.
 */
export function installationId(
  option: true | { readonly path: string },
  env: Environment,
  diag: Diag,
): string | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const path = process.getBuiltinModule("node:path");
  try {
    const file = option === true ? path.join(stateFolder(env), "installation-id") : option.path;
    const known = readIfThere(file);
    if (known !== undefined) return known;
    makePrivateFolder(path.dirname(file));
    const id = globalThis.crypto.randomUUID();
    try {
      fs.writeFileSync(file, `${id}\n`, { mode: 0o600, flag: "wx" });
      return id;
    } catch {
      // Another process made it in between, or what stands there is no id: only the first is of use.
      return readIfThere(file);
    }
  } catch (error) {
    diag.warn("installation-id", `the installation id could not be kept: ${describeError(error)}`);
    return undefined;
  }

  function readIfThere(file: string): string | undefined {
    // Only a file: a device or a pipe may never end.
    if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const handle = fs.openSync(file, "r");
    try {
      const text = Buffer.alloc(ID_BYTES);
      const id = text.toString("utf8", 0, fs.readSync(handle, text)).trim();
      return ID.test(id) ? id : undefined;
    } finally {
      fs.closeSync(handle);
    }
  }
}

/** Where programs of this user keep state. Source: XDG Base Directory Specification. @throws Error where nothing says where */
function stateFolder(env: Environment): string {
  const path = process.getBuiltinModule("node:path");
  const base = env.XDG_STATE_HOME;
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, "agentscribe");
  const home = homeFolder();
  if (home === undefined) throw new Error("the user has no home folder");
  return path.join(home, ".local", "state", "agentscribe");
}
