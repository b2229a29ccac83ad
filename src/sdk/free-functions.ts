import type { LateOutcomeFacts } from "../record/client.ts";
import type { EventHandle } from "../record/define-event.ts";
import type { AttributesOf, EventDefinition } from "../record/events/event-definition.ts";
import type { EventAttributes, EventName } from "../record/events.ts";
import type { FinishedLlm, FinishedTool } from "../record/finished-facts.ts";
import type { OutcomeValue } from "../record/outcome.ts";
import { fromContext } from "./active-client.ts";

/** `record` of the active client; does nothing when there is none. */
export function record<N extends EventName>(name: N, attributes: EventAttributes<N>): void;
export function record<D extends EventDefinition>(event: EventHandle<D>, attributes: AttributesOf<D>): void;
export function record(event: EventName | EventHandle, attributes: object): void {
  (fromContext().record as (event: EventName | EventHandle, attributes: unknown) => void)(event, attributes);
}

/** `recordLlm` of the active client; does nothing when there is none. */
export function recordLlm(facts: FinishedLlm): void {
  fromContext().recordLlm(facts);
}

/** `recordTool` of the active client; does nothing when there is none. */
export function recordTool(facts: FinishedTool): void {
  fromContext().recordTool(facts);
}

/** `recordOutcome` of the active client; does nothing when there is none. */
export function recordOutcome(taskId: string, outcome: OutcomeValue, facts?: LateOutcomeFacts): void {
  fromContext().recordOutcome(taskId, outcome, facts);
}

/** `setContext` of the active client; does nothing when there is none. */
export function setContext(attributes: Readonly<Record<string, unknown>>): void {
  fromContext().setContext(attributes);
}
