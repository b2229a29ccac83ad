import { types } from "node:util";
import { toMillis } from "./given-time.ts";
import { finite, label } from "./given-value.ts";

/** Options of scopes that are a name or an id. */
const NAMES = [
  "id",
  "name",
  "type",
  "model",
  "provider",
  "operation",
  "callId",
  "purpose",
  "action",
  "nameKind",
  "description",
  "dataSourceId",
  "conversationId",
  "storeId",
  "recordId",
  "startType",
  "entrypoint",
  "executable",
  "path",
  "tool",
  "for",
  "serverAddress",
  "version",
  "method",
  "requestId",
  "sessionId",
  "protocolVersion",
  "transport",
  "networkProtocol",
] as const;

const NUMBERS = ["serverPort", "topK", "dimensions"] as const;
const TIMES = ["startTime", "assignedAt"] as const;
const OTHERS = [
  "parent",
  "within",
  "attributes",
  "calls",
  "input",
  "system",
  "tools",
  "request",
  "requestBody",
  "arguments",
  "args",
  "query",
  "params",
  "signal",
] as const;

type Kind = "name" | "number" | "time" | "other";

const KINDS = new Map<string, Kind>([
  ...NAMES.map((key) => [key, "name"] as const),
  ...NUMBERS.map((key) => [key, "number"] as const),
  ...TIMES.map((key) => [key, "time"] as const),
  ...OTHERS.map((key) => [key, "other"] as const),
]);

const NONE: readonly string[] = [];

/** The options that were given and cannot be used: of the wrong type, cut, or a getter that throws. */
export function droppedOptions(options: unknown): readonly string[] {
  if (options === undefined) return NONE;
  if (typeof options !== "object" || options === null) return ["options"];
  let dropped: string[] | undefined;
  for (const key of isPlain(options) ? Object.keys(options) : KINDS.keys()) {
    if (isUsable(options as Readonly<Record<string, unknown>>, key)) continue;
    dropped ??= [];
    dropped.push(key);
  }
  return dropped ?? NONE;
}

/** Whether an option has a value that can be used, or none; what is no option is not looked at. */
function isUsable(options: Readonly<Record<string, unknown>>, key: string): boolean {
  const kind = KINDS.get(key);
  if (kind === undefined) return true;
  try {
    const value = options[key];
    if (value === undefined || value === null || value === "" || kind === "other") return true;
    if (kind === "name") return isName(value);
    return (kind === "time" ? toMillis(value) : finite(value)) !== undefined;
  } catch {
    return false; // A getter that throws: what it would have given is lost.
  }
}

/** Of other objects, the getters of a class for instance, each option is asked for by its name. */
function isPlain(options: object): boolean {
  return !types.isProxy(options) && Object.getPrototypeOf(options) === Object.prototype;
}

function isName(value: unknown): boolean {
  return typeof value === "string" ? value.length <= 1024 : label(value) !== undefined;
}
