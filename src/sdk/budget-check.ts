import {
  type Check,
  call,
  complete,
  isRecord,
  list,
  number,
  oneOf,
  problem,
  share,
  text,
} from "../internal/option-checks.ts";
import { ConfigError } from "./config-error.ts";

const count = number("a number from 0", 0);
const MAXIMA = ["maxCostUsd", "maxTokens", "maxCalls", "maxToolCalls", "maxTurns", "maxWorkMs"];

const FIELDS = complete(
  { name: text },
  {
    per: oneOf("run", "session", "task", "user", "day", "process"),
    agents: list(text),
    ...Object.fromEntries(MAXIMA.map((name) => [name, count])),
    warnAt: share,
    onExceeded: oneOf("warn", "stop"),
    onUnpriced: oneOf("warn", "stop", "ignore"),
    notify: call,
  },
);

/** What a budget has to be: named, and with a limit at least. */
export const budget: Check = (path, value) => {
  const problems = FIELDS(path, value);
  if (problems.length > 0 || (isRecord(value) && MAXIMA.some((name) => value[name] !== undefined))) return problems;
  return [problem(path, `at least one of ${MAXIMA.join(", ")}`, value, "no limit")];
};

/** Refuses a budget that is wrong. @throws ConfigError */
export function validateBudget(options: unknown): void {
  const [first] = budget("budget", options);
  if (first !== undefined) throw new ConfigError(first);
}
