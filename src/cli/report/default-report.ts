import type { Given } from "../../inspector/questions/ask.ts";
import { cost } from "../../inspector/questions/cost.ts";
import { errors } from "../../inspector/questions/errors.ts";
import { overview } from "../../inspector/questions/overview.ts";
import type { Question } from "../../inspector/questions/question.ts";
import { success } from "../../inspector/questions/success.ts";
import { tools } from "../../inspector/questions/tools.ts";

/** A question with what it is given. */
export interface Asking {
  readonly title: string;
  readonly question: Question;
  readonly given: Given;
}

/** What is asked where no question is named. */
export const DEFAULT_REPORT: readonly Asking[] = [
  { title: "Overview", question: overview, given: {} },
  { title: "Models", question: cost, given: { by: "model", limit: 10 } },
  { title: "Tools", question: tools, given: { limit: 10 } },
  { title: "Success", question: success, given: { limit: 10 } },
  { title: "Errors", question: errors, given: { limit: 10 } },
];
