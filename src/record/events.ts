import { codeEvents } from "./events/code-events.ts";
import { decisionEvents } from "./events/decision-events.ts";
import { editEvents } from "./events/edit-events.ts";
import type { AttributesOf, EventTable } from "./events/event-definition.ts";
import { extensionEvents } from "./events/extension-events.ts";
import { interactionEvents } from "./events/interaction-events.ts";
import { limitEvents } from "./events/limit-events.ts";
import { modelEvents } from "./events/model-events.ts";
import { monitorEvents } from "./events/monitor-events.ts";
import { processEvents } from "./events/process-events.ts";
import { ratingEvents } from "./events/rating-events.ts";
import { retryEvents } from "./events/retry-events.ts";
import { runEvents } from "./events/run-events.ts";
import { sessionEvents } from "./events/session-events.ts";
import { toolEvents } from "./events/tool-events.ts";
import { usageEvents } from "./events/usage-events.ts";

type Events = Checked<
  typeof sessionEvents &
    typeof interactionEvents &
    typeof decisionEvents &
    typeof ratingEvents &
    typeof modelEvents &
    typeof retryEvents &
    typeof limitEvents &
    typeof usageEvents &
    typeof toolEvents &
    typeof extensionEvents &
    typeof codeEvents &
    typeof editEvents &
    typeof runEvents &
    typeof monitorEvents &
    typeof processEvents
>;

/** Every event that the SDK can record, by the key that `telemetry.record` takes. Docs, metrics and schemas are derived from it. */
export const EVENTS: Events = {
  ...sessionEvents,
  ...interactionEvents,
  ...decisionEvents,
  ...ratingEvents,
  ...modelEvents,
  ...retryEvents,
  ...limitEvents,
  ...usageEvents,
  ...toolEvents,
  ...extensionEvents,
  ...codeEvents,
  ...editEvents,
  ...runEvents,
  ...monitorEvents,
  ...processEvents,
};

/** Every event that can be recorded: its name on the wire, attributes with type and privacy class, metrics. */
export function eventCatalogue(): EventTable {
  return EVENTS;
}

/** The key of an event: `decision`, `tool.decision`, `file.operation` and so on. */
export type EventName = keyof Events;

/** What `telemetry.record(name, attributes)` takes for the event of that key. */
export type EventAttributes<N extends EventName> = AttributesOf<Events[N]>;

/** Refuses a catalogue that does not have the shape of an event table. */
type Checked<T extends EventTable> = T;
