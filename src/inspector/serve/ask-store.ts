import type { QuestionAnswer } from "../api.ts";
import { ask, type Given, WrongParameter } from "../questions/ask.ts";
import { sqlite } from "../questions/dialect.ts";
import { findQuestion } from "../questions/questions.ts";
import type { Store } from "../store/store.ts";
import { HttpError } from "./http-error.ts";

/** Answers a question from the store. @throws HttpError for a question or a parameter that there is not */
export async function askStore(store: Store, name: string, given: Given): Promise<QuestionAnswer> {
  const question = findQuestion(name);
  if (question === undefined) throw new HttpError(404, "there is no such question");
  const query = store.query.bind(store);
  return await ask(question, given, { dialect: sqlite, query }).catch((error: unknown) => {
    throw error instanceof WrongParameter ? new HttpError(400, error.message) : error;
  });
}
