export { CassetteError } from "./format.ts";
export type { ReplaySpeed } from "./play-exchange.ts";
export { type RecordCassetteOptions, type RecordingCassette, recordCassette } from "./record-cassette.ts";
export { type ReplayCassetteOptions, type ReplayingCassette, replayCassette } from "./replay-cassette.ts";
export type { MatchOptions } from "./request-key.ts";
export { CassetteMismatch } from "./tape.ts";
export type { MatchRequest, RequestAddress } from "./watched-requests.ts";
export { type WithCassetteOptions, withCassette } from "./with-cassette.ts";
