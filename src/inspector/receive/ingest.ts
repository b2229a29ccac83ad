import { describeError } from "../../internal/guard.ts";
import { HttpError } from "../serve/http-error.ts";
import { type Encoding, type Ingested, MalformedOtlp, OversizedOtlp, type Signal, type Store } from "../store/store.ts";
import { tryLater } from "./try-later.ts";

/**
 * Stores a request, and says as a status why it is not stored.
 *
 * @throws HttpError
 */
export async function ingestOr(
  ingest: Store["ingest"],
  signal: Signal,
  encoding: Encoding,
  body: Uint8Array,
  report: (text: string) => void,
): Promise<Ingested> {
  try {
    return await ingest(signal, encoding, body);
  } catch (error) {
    if (error instanceof MalformedOtlp) throw new HttpError(400, error.message);
    if (error instanceof OversizedOtlp) throw new HttpError(413, error.message);
    report(`a request could not be stored: ${describeError(error)}`);
    // A status that senders try again after, since nothing is wrong with what they sent.
    throw tryLater("the inspector could not store it");
  }
}
