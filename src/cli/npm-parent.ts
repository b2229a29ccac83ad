import { readFileSync } from "node:fs";

const LOOK_EVERY_MILLIS = 500;
const SHELLS = /^(?:ba|da|z|k|a)?sh$/;
/** A script that leaves the command behind on purpose, `agentscribe inspect &`; neither `&&` nor `2>&1`. */
const IN_BACKGROUND = /(?<![&>])&(?![&>])/;

/**
 * Calls `gone` once when the npm has ended that runs this command, by `npx` or a script of a package. npm starts it through a shell and hands SIGINT and
 * SIGTERM to that shell, which dies of them without a word to the command; SIGHUP and SIGKILL it hands to nobody. Only Ctrl+C in a terminal reaches all
 * three.
 */
export function whenNpmEnds(
  env: Readonly<Record<string, string | undefined>>,
  gone: () => void,
): { readonly dispose: () => void } {
  const script = env.npm_lifecycle_script ?? "";
  if (!script.includes("agentscribe") || IN_BACKGROUND.test(script)) return { dispose: () => undefined };
  const parent = process.ppid;
  const beforeShell = parentOfShell(parent);
  const timer = setInterval(() => {
    // An orphan gets another parent.
    const isOrphan = process.ppid !== parent || (parentOfShell(parent) ?? beforeShell) !== beforeShell;
    if (!isOrphan) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MILLIS);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}

/** Who started a shell. Undefined for what is none, and where `/proc` is missing, as on macOS: `sh` there becomes the command that it was given. */
function parentOfShell(pid: number): string | undefined {
  try {
    // "pid (name) state ppid ...", where the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const nameEnd = stat.lastIndexOf(")");
    return SHELLS.test(stat.slice(stat.indexOf("(") + 1, nameEnd)) ? stat.slice(nameEnd + 2).split(" ")[1] : undefined;
  } catch {
    return undefined;
  }
}
