import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import type { ProviderReading } from "../../providers/index.ts";
import type { Usage } from "../../semconv/usage.ts";
import type { ChunkTimes } from "./chunk-times.ts";

/** What is known of one model call once it is over. */
export interface ConcludedCall {
  readonly reading: ProviderReading | undefined;
  /** As the application says, else as the reading does. */
  readonly responseId: string | undefined;
  readonly responseModel: string | undefined;
  readonly usage: Usage | undefined;
  /** Usage as it was reported: without estimates. */
  readonly reported: Usage | undefined;
  /** Fields of the usage that are estimates. */
  readonly estimated: readonly string[] | undefined;
  /** Fields of it that were given by hand and could not be true. */
  readonly mended: readonly string[];
  readonly finishReasons: readonly string[] | undefined;
  readonly isStream: boolean;
  readonly timeToFirstChunkSeconds: number | undefined;
  /** Times between chunks that are not measured yet. */
  readonly chunks: ChunkTimes | undefined;
  /** The call broke before its usage was known. */
  readonly incomplete: boolean;
  readonly notes: TelemetryAttributes;
}
