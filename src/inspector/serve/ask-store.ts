import type { QuestionAnswer, Series } from "../api.ts";
import { type Asked, ask, type Given, WrongParameter } from "../questions/ask.ts";
import { sqlite } from "../questions/dialect.ts";
import { findQuestion } from "../questions/questions.ts";
import { MEASURES } from "../questions/series/measures.ts";
import { series } from "../questions/series/series.ts";
import type { Store } from "../store/store.ts";
import { HttpError } from "./http-error.ts";

/** Answers a question from the store. @throws HttpError for a question or a parameter that there is not */
export async function askStore(store: Store, name: string, given: Given): Promise<QuestionAnswer> {
  const question = findQuestion(name);
  if (question === undefined) throw new HttpError(404, "there is no such question");
  return await ask(question, given, asked(store)).catch(badRequest);
}

/** A measure over time. @throws HttpError for a measure or a parameter that there is not */
export async function seriesOfStore(store: Store, measure: string, given: Given): Promise<Series> {
  if (!MEASURES.some(({ name }) => name === measure)) throw new HttpError(404, "there is no such measure");
  return await series(measure, given, asked(store)).catch(badRequest);
}

function asked(store: Store): Asked {
  return { dialect: sqlite, hasHours: true, query: (sql, parameters) => store.query(sql, parameters) };
}

function badRequest(error: unknown): never {
  throw error instanceof WrongParameter ? new HttpError(400, error.message) : error;
}
