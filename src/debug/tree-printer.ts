import type { LogRecord, TelemetryValue } from "../internal/telemetry-record.ts";
import { terminalText } from "../internal/terminal-text.ts";
import { writeStderr } from "../internal/write-stderr.ts";
import type { EndedScopeFacts, RecordObserver, ScopeFacts } from "../record/ports.ts";
import { describeEnd } from "./describe-end.ts";

export interface TreePrinterOptions {
  /** Where lines go. @defaultValue stderr, never stdout */
  readonly write?: (line: string) => void;
  /** @defaultValue only when stderr is a terminal and `NO_COLOR` is not set */
  readonly colors?: boolean;
}

/** Kinds whose start is worth a line of its own: something happens inside them. */
const OPENING = new Set(["session", "workflow", "task", "agent", "plan", "step"]);

/** Events that a scope's own lines tell already. */
const TOLD = new Set([
  "agentscribe.session.start",
  "agentscribe.session.end",
  "agentscribe.active_time",
  "agentscribe.subagent.spawned",
]);

/** What every event of a session repeats. */
const INHERITED =
  /^(session|user|app|gen_ai\.conversation|gen_ai\.agent|agentscribe\.(turn|event|tenant|task\.(id|type)))\b/;

const MAX_OPEN = 10_000;

/** Prints what the agent does while it does it: a tree of scopes, one line when something starts or ends. */
export function createTreePrinter(options: TreePrinterOptions = {}): RecordObserver {
  const write = options.write ?? ((line: string) => writeStderr(`${line}\n`));
  const colors = options.colors ?? (process.stderr.isTTY === true && (process.env.NO_COLOR ?? "") === "");
  const paint = (code: number, text: string): string => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
  const depths = new Map<string, number>();

  const line = (depth: number, mark: string, name: string, rest: string): void =>
    write(`${"  ".repeat(Math.min(depth, 30))}${mark} ${name}${rest === "" ? "" : ` ${rest}`}`);

  return {
    onStart(scope: ScopeFacts) {
      const depth = scope.parentSpanId === undefined ? 0 : (depths.get(scope.parentSpanId) ?? -1) + 1;
      if (depths.size < MAX_OPEN) depths.set(scope.spanId, depth);
      if (OPENING.has(scope.kind)) line(depth, paint(36, "▶"), paint(1, terminalText(scope.name)), "");
    },
    onEnd(scope: EndedScopeFacts) {
      const depth = depths.get(scope.spanId) ?? 0;
      depths.delete(scope.spanId);
      const failed = scope.errorType !== undefined;
      const mark = failed ? paint(31, "✖") : paint(32, OPENING.has(scope.kind) ? "◀" : "●");
      line(depth, mark, paint(1, terminalText(scope.name)), describeEnd(scope, paint));
    },
    onEvent(event: LogRecord) {
      if (event.eventName === undefined || TOLD.has(event.eventName)) return;
      const depth = event.spanId === undefined ? 0 : (depths.get(event.spanId) ?? -1) + 1;
      line(depth, paint(33, "◆"), terminalText(event.eventName.replace(/^agentscribe\./, "")), describeEvent(event));
    },
  };
}

/** The event's own attributes: those under its name, or the first few that are not identity. */
function describeEvent(event: LogRecord): string {
  const prefix = `${event.eventName}.`;
  const all = Object.entries(event.attributes);
  const own = all.filter(([key]) => key.startsWith(prefix));
  const shown = own.length > 0 ? own : all.filter(([key]) => !INHERITED.test(key));
  return shown
    .slice(0, 6)
    .map(([key, value]) => `${key.slice(key.lastIndexOf(".") + 1)}=${terminalText(plain(value), 60)}`)
    .join(" ");
}

function plain(value: TelemetryValue): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(plain).join("|");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
