import { anyOf, boolean, type Check, fields, oneOf, problem, readable } from "../internal/option-checks.ts";
import { CONTENT_KINDS } from "../semconv/content-kind.ts";

const GATES = fields({
  ...Object.fromEntries([...CONTENT_KINDS, "delta"].map((gate) => [gate, boolean])),
  where: oneOf("span", "event", "span_and_event"),
});

/** Everything that is wrong with what may be captured; empty when it can be used. What cannot be read cannot be trusted to close a gate. Never throws. */
export const validateCapture: Check = (path, value) => {
  if (value === undefined) return [];
  const found = readable(path, () => anyOf(oneOf("none", "full"), GATES)(path, value));
  return found.map((one) =>
    one.option === path ? problem(path, '"none", "full" or an object of gates', value, one.got) : one,
  );
};
