import type { Form } from "../form.ts";
import { play } from "../play.ts";
import type { Scenario } from "../scenario.ts";
import type { AnswerShape, Fault, Phase } from "../server/fault.ts";

/** Row 10: the request is stored, the status is 200, and the rest of the answer is broken. */
export function answerRows({ outage }: Form): readonly Scenario[] {
  const during = (fault: Fault): readonly Phase[] => [{ by: "time", ...outage, fault }];
  const shapes: readonly [AnswerShape, string][] = [
    ["truncated", "truncated answers"],
    ["garbage", "garbage answers"],
    ["endless", "answers without an end"],
    ["huge", "answers of 4 GB"],
    ["drip", "answers of one byte a second"],
  ];
  return [
    ...shapes.map(
      ([shape, name]): Scenario => ({
        row: 10,
        name,
        bar: { duplicates: 512, loopMaxMillis: 50, heldMillis: 2_200 },
        run: (stage) => play(stage, { phases: during({ kind: "answer", shape }), comparesLoop: true, restart: true }),
      }),
    ),
    {
      row: 10,
      name: "web pages with status 200",
      bar: { loopMaxMillis: 50, heldMillis: 2_200 },
      run: (stage) => play(stage, { phases: during({ kind: "html" }), comparesLoop: true, restart: true }),
    },
  ];
}
