import { types } from "node:util";
import { finite, label } from "./present.ts";

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
  "description",
  "dataSourceId",
  "storeId",
  "recordId",
  "entrypoint",
  "executable",
  "path",
  "tool",
  "for",
  "serverAddress",
  "version",
] as const;

const NUMBERS = ["serverPort", "topK", "dimensions"] as const;
const TIMES = ["startTime", "assignedAt"] as const;
const OTHERS = ["parent", "attributes", "input", "system", "tools", "request", "arguments", "args", "query"] as const;

/** The options that were given and cannot be used: of the wrong type, cut, or a getter that throws. */
export function droppedOptions(options: unknown): readonly string[] {
  if (options === undefined) return [];
  if (typeof options !== "object" || options === null) return ["options"];
  const dropped: string[] = [];
  const check = (keys: readonly string[], isUsable: (value: unknown) => boolean): void => {
    for (const key of keys) {
      try {
        const value: unknown = Reflect.get(options, key);
        if (value !== undefined && value !== null && value !== "" && !isUsable(value)) dropped.push(key);
      } catch {
        dropped.push(key); // A getter that throws: what it would have given is lost.
      }
    }
  };
  check(NAMES, isName);
  check(NUMBERS, (value) => finite(value) !== undefined);
  check(TIMES, (value) => types.isDate(value) || (finite(value) ?? -1) >= 0);
  check(OTHERS, () => true);
  return dropped;
}

function isName(value: unknown): boolean {
  return typeof value === "string" ? value.length <= 1024 : label(value) !== undefined;
}
