import type { Form } from "./form.ts";
import { answerRows } from "./rows/answers.ts";
import { diskRows } from "./rows/disk.ts";
import { endingRows } from "./rows/endings.ts";
import { loadRows } from "./rows/load.ts";
import { outageRows } from "./rows/outages.ts";
import { refusalRows } from "./rows/refusals.ts";
import { restartRows } from "./rows/restarts.ts";
import type { Scenario } from "./scenario.ts";

/** Rows of the bar that unit tests hold: hostile values in every argument, attacks on the redaction rules. */
export const ELSEWHERE: Readonly<Record<number, string>> = {
  23: "test/unit/host-safety/every-call.test.ts",
  25: "test/unit/privacy/secrets.test.ts",
};

/** Every scenario of the form, in the order of the rows. */
export function allScenarios(form: Form, mayMount: boolean): readonly Scenario[] {
  const groups = [outageRows, refusalRows, answerRows, endingRows, restartRows, loadRows].flatMap((rows) => rows(form));
  return [...groups, ...diskRows(form, mayMount)].sort((a, b) => a.row - b.row);
}
