import type { QuestionInfo } from "../api.ts";
import { adoption } from "./adoption.ts";
import { anomalies } from "./anomalies.ts";
import { cache } from "./cache.ts";
import { cohorts } from "./cohorts.ts";
import { cost } from "./cost.ts";
import { decisions, newDecisions } from "./decisions.ts";
import { errors } from "./errors.ts";
import { latency } from "./latency.ts";
import { loops } from "./loops.ts";
import { models } from "./models.ts";
import { overview } from "./overview.ts";
import type { Question } from "./question.ts";
import { sessions } from "./sessions.ts";
import { outcomes, success } from "./success.ts";
import { timeToPr } from "./time-to-pr.ts";
import { timeline } from "./timeline.ts";
import { tools } from "./tools.ts";

/**
 * All questions, in the order in which they are listed. Each reads the rows of its window, or sums by hour in their place: a million spans take a store
 * file 0.03 to 1 second, and up to 2 where calls of a session are put in order, or pieces of work side by side. The inspector's list of sessions is no
 * question: the store keeps it.
 */
export const QUESTIONS: readonly Question[] = [
  overview,
  sessions,
  timeline,
  cost,
  models,
  success,
  outcomes,
  latency,
  cache,
  tools,
  errors,
  cohorts,
  decisions,
  newDecisions,
  loops,
  anomalies,
  adoption,
  timeToPr,
];

export function findQuestion(name: string): Question | undefined {
  return QUESTIONS.find((question) => question.name === name);
}

/** The questions as the server lists them. A default that depends on the time of asking is `null`. */
export function questionInfos(): readonly QuestionInfo[] {
  return QUESTIONS.map(({ name, title, help, parameters }) => ({
    name,
    title,
    help,
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      help: parameter.help,
      default: typeof parameter.default === "function" ? null : (parameter.default ?? null),
      ...(parameter.choices !== undefined && { choices: parameter.choices }),
      ...(parameter.default === undefined && { isNeeded: true }),
    })),
  }));
}
