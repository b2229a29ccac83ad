import { readPath } from "../read-path.ts";

const NAMES: ReadonlySet<unknown> = new Set(["AbortError", "ModelAbortError"]);

/** What LangChain's clients and LangGraph write where their caller gets the error of the signal. */
const TEXT = /^Abort(?:ed|Error)?(?:$|:)/;

/** The error of a run or call that was called off, as what it is; absent when this is no such error. */
export function abortIn(error: unknown): unknown {
  const name = readPath(error, "name");
  if (NAMES.has(name)) return error;
  const message = readPath(error, "message");
  return name === "Error" && typeof message === "string" && TEXT.test(message)
    ? { name: "AbortError", message }
    : undefined;
}
