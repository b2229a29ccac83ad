import { emitEvent } from "../emit-event.ts";
import { present } from "../present.ts";
import type { Recorder } from "../recorder.ts";

/** What the limits of the folder of undelivered records took from the disk. */
export interface DeletedTelemetry {
  readonly reason: "age" | "size";
  readonly files: number;
  readonly bytes: number;
  /** The limit of age, where that was the reason. */
  readonly maxAgeMillis?: number;
}

const DAY_MILLIS = 86_400_000;

/** Records outside of all scopes that telemetry was deleted from the disk before it was delivered. */
export function tellRetention(recorder: Recorder, { reason, files, bytes, maxAgeMillis }: DeletedTelemetry): void {
  if (recorder.isClosed) return;
  const maxAgeDays = maxAgeMillis === undefined ? undefined : maxAgeMillis / DAY_MILLIS;
  const { context } = recorder.ports;
  context.with(context.root, () =>
    emitEvent(recorder, "retention", present({ store: "spool", reason, files, bytes, maxAgeDays }), { follows: true }),
  );
}
