import { GEN_AI_OPERATION_NAME } from "../../semconv/gen-ai-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { present } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { Scope } from "../scope.ts";

/** What was seen of a run that is open. */
interface SeenRun {
  activity: number;
  /** When it was first seen like this. */
  since: number;
  isTold: boolean;
}

/** Finds runs in which nothing happens: no scope starts or ends, no chunk of a stream and no event comes. Who waits for a person does not stand still. */
export class StallWatch {
  readonly #recorder: Recorder;
  readonly #stalledAfterMillis: number;
  #seen: ReadonlyMap<Scope, SeenRun> = new Map();

  constructor(recorder: Recorder, stalledAfterMillis: number) {
    this.#recorder = recorder;
    this.#stalledAfterMillis = stalledAfterMillis;
  }

  /** Looks at all that is open, and tells of each run once that stands still. `now` is steady. */
  look(now: number): void {
    const seen = new Map<Scope, SeenRun>();
    const innermost = new Map<Scope, Scope>();
    for (const scope of this.#recorder.open) {
      const { run } = scope;
      if (run.plan.kind === "session") continue;
      innermost.set(run, scope);
      const one = seen.get(run) ?? this.#known(run, now);
      if (scope.plan.kind === "wait") one.since = now;
      seen.set(run, one);
    }
    this.#seen = seen;
    for (const [run, scope] of innermost) {
      const one = seen.get(run);
      if (one !== undefined && !one.isTold && now - one.since >= this.#stalledAfterMillis) this.#tell(scope, one, now);
    }
  }

  #known(run: Scope, now: number): SeenRun {
    const known = this.#seen.get(run);
    return known?.activity === run.activity ? known : { activity: run.activity, since: now, isTold: false };
  }

  #tell(scope: Scope, one: SeenRun, now: number): void {
    one.isTold = true;
    const operation = scope.plan.attributes[GEN_AI_OPERATION_NAME];
    emitEvent(this.#recorder, "stalled", present({ idleMs: now - one.since, operation }), { scope });
    // The event itself is no sign of life.
    one.activity = scope.run.activity;
  }
}
