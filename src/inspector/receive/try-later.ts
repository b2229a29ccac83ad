import { HttpError } from "../serve/http-error.ts";

/** The sender may try again soon. */
export function tryLater(message: string): HttpError {
  return new HttpError(503, message, { "retry-after": "1" });
}
