import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";

/** What an event of an agent means. */
export interface EventMeaning {
  /** The common name of events of this meaning; absent: the agent's own name is kept. */
  readonly name?: string;
  /** What was decided on, of an event that is a decision and does not say it. */
  readonly decisionType?: string;
  /** The work that the event tells of, which gets a row where the agent sends no span of it. The event's time is the end of it. */
  readonly work?: SpanKind;
  /** What the event must say to tell of that work: how many tokens were used, or that it failed. @defaultValue nothing */
  readonly workWhen?: "tokens" | "failed";
  /** Whether the event says that what it tells of failed. */
  readonly failed?: boolean;
}

/** How the events of an agent are read. */
export interface AgentEvents {
  /** What the agent's event names begin with; the names below are without it. */
  readonly prefix: string;
  /** The agent's attributes; those of the conventions are read as well, after them. */
  readonly attributes: Table;
  /** The provider of its models where it has one only. */
  readonly provider?: string;
  readonly events: ReadonlyMap<string, EventMeaning>;
}
