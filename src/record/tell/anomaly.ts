import { emitEvent } from "../emit-event.ts";
import { present } from "../present.ts";
import type { Recorder } from "../recorder.ts";

/** What a monitor tells. */
export interface AnomalyNotice {
  readonly state: "began" | "ended";
  readonly kind: string;
  readonly subjectType: string;
  readonly subject: string;
  readonly value?: number;
  readonly baseline?: number;
  readonly score?: number;
  readonly windowMillis: number;
  readonly count: number;
  readonly sinceMillis: number;
  readonly endedMillis?: number;
}

/** Records it outside of all scopes: the call with which a measure left its usual range is no more to blame than those before it. */
export function tellAnomaly(recorder: Recorder, notice: AnomalyNotice): void {
  const { kind, subjectType, subject, value, baseline, score, count, windowMillis } = notice;
  const about = { kind, subjectType, subject };
  const { context } = recorder.ports;
  context.with(context.root, () => {
    if (notice.state === "began") {
      const seen = { observed: value, baseline, score, samples: count, windowMs: windowMillis };
      emitEvent(recorder, "anomaly", present({ ...about, ...seen }), { follows: true });
    } else {
      const durationMs = (notice.endedMillis ?? notice.sinceMillis) - notice.sinceMillis;
      emitEvent(recorder, "anomaly.ended", { ...about, durationMs }, { follows: true });
    }
  });
}
