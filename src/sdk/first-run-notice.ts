import { makePrivateFolder } from "../internal/private-folder.ts";
import { writeStderr } from "../internal/write-stderr.ts";
import type { Telemetry } from "./telemetry.ts";

/** What `showFirstRunNotice` says, and how it knows that it has. */
export interface FirstRunNoticeOptions {
  /** The file that remembers that the notice was shown. Its folder is made. */
  readonly markerPath: string;
  /** The text; a function gets where telemetry goes. @defaultValue says that telemetry is recorded, where it goes and how to turn it off */
  readonly text?: string | ((destination: string) => string) | undefined;
  /** @defaultValue stderr */
  readonly write?: ((text: string) => void) | undefined;
}

/**
 * Tells the user of an application, once, that it records telemetry, where it goes and how to turn it off. Call it after `init`.
 *
 * @returns whether the notice was shown: not when telemetry is off, and not when the marker is there or cannot be written
 */
export function showFirstRunNotice(
  telemetry: Pick<Telemetry, "enabled" | "describe">,
  options: FirstRunNoticeOptions,
): boolean {
  if (!telemetry.enabled) return false;
  const fs = process.getBuiltinModule("node:fs");
  const path = process.getBuiltinModule("node:path");
  try {
    makePrivateFolder(path.dirname(options.markerPath));
    fs.writeFileSync(options.markerPath, `${new Date().toISOString()}\n`, { flag: "wx", mode: 0o600 });
  } catch {
    // Shown before, or nowhere to remember it: a notice at every start would be worse than none.
    return false;
  }
  const destination = telemetry.describe();
  const { text = defaultText, write = writeStderr } = options;
  try {
    write(`${typeof text === "function" ? text(destination) : text}\n`);
  } catch {
    // The application's own text or write failed: its user still has to be told.
    writeStderr(`${defaultText(destination)}\n`);
  }
  return true;
}

function defaultText(destination: string): string {
  return `This program records telemetry of its agent.\n${destination}\nSet TELEMETRY_ENABLED=false to turn it off.`;
}
