import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sharedState } from "./shared-state.ts";

/** Where a copy of the API lies, in a line of a stack. Folders may have parentheses, as `Program Files (x86)` has: a path begins at the one before its root. */
const API_FOLDER = /(?:\(|\bat )((?:file:\/\/|[a-z]:[\\/]|\/|\\\\)(?:[^\n]*?[\\/])??@opentelemetry[\\/]api)[\\/]/i;

/**
 * The version of the copy of the API that is registering something at this moment, told by the files that are running. Undefined where nobody is, and where
 * that cannot be told, as in a bundle.
 */
export function registrantVersion(): string | undefined {
  if (sharedState().registration?.isUnderWay !== true) return undefined;
  const folder = API_FOLDER.exec(new Error("who registers").stack ?? "")?.[1];
  if (folder === undefined) return undefined;
  try {
    const path = folder.startsWith("file:") ? fileURLToPath(folder) : folder;
    const { version } = JSON.parse(readFileSync(`${path}/package.json`, "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined; // Not where its package was.
  }
}
