import { type ModelEndpoint, modelEndpoint } from "../../instrumentation/http/model-endpoints.ts";

/** A request, as it is chosen by its address. */
export interface RequestAddress {
  readonly method: string;
  readonly url: string;
  /** Its address is that of a known kind of model request. */
  readonly isModel: boolean;
}

/** Chooses the requests that belong to a cassette. */
export type MatchRequest = (request: RequestAddress) => boolean;

/** A request that belongs to a cassette. */
export interface WatchedRequest {
  /** Absent when the application chose the request: its body is not looked at then. */
  readonly endpoint: ModelEndpoint | undefined;
}

export function watchedRequest(
  match: MatchRequest | undefined,
  method: string,
  url: string,
): WatchedRequest | undefined {
  const endpoint = modelEndpoint(method, url);
  if (match === undefined) return endpoint === undefined ? undefined : { endpoint };
  return match({ method, url, isModel: endpoint !== undefined }) ? { endpoint: undefined } : undefined;
}
