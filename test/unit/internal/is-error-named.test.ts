import { expect, it } from "vitest";
import { BudgetExceeded, ConfigError, LoopDetected } from "../../../src/index.ts";

const ERRORS = [
  new ConfigError({ option: "host", expected: "a name", got: "7" }),
  new BudgetExceeded({ budget: "run", limit: "cost", used: 2, max: 1 }),
  new LoopDetected({ kind: "identical_calls", count: 3 }, "search"),
];

it.each(ERRORS)(
  "an error $name of another copy of the package is one of this copy, and one of others is not",
  (ours) => {
    const { name, message, constructor: kind } = ours;
    const namedAlike = (): Error => Object.assign(new Error(message), { name });

    expect(Object.assign(namedAlike(), ours)).toBeInstanceOf(kind);
    expect(namedAlike()).not.toBeInstanceOf(kind);
  },
);
