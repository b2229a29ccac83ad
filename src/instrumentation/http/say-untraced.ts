import { terminalText } from "../../internal/terminal-text.ts";
import { writeStderr } from "../../internal/write-stderr.ts";

const ON: ReadonlySet<string> = new Set(["1", "true", "yes", "on", "only"]);

/** In debug mode, says once that a model call went by untraced. */
export function sayUntraced(place: string): void {
  if (!ON.has((process.env.AGENTSCRIBE_DEBUG ?? "").trim().toLowerCase())) return;
  writeStderr(
    `agentscribe: a model call was not traced (${terminalText(place)}): no telemetry is on where it was made. \`agentscribe doctor\` says more\n`,
  );
}
