import { LATE_OUTCOME } from "../../model/facts.ts";
import type { Database, Statement } from "../sqlite.ts";
import type { EventRow } from "./event-row.ts";
import { FLAGS, KIND_NUMBERS, type SpanRow } from "./span-row.ts";

const TASK = KIND_NUMBERS.get("task");

/**
 * Finds events that tell, as events of a task's span, what became of the task. Whoever tells of a task without its place in a trace does so from work of
 * its own, which came to something else.
 */
export class LateOutcomes {
  readonly #task: Statement;
  readonly #mark: Statement;

  constructor(database: Database) {
    this.#task = database.prepare("SELECT 1 FROM spans WHERE trace = ? AND span_id = ? AND task = ? AND session = ?");
    this.#mark = database.prepare(
      `UPDATE events SET flags = flags | ${FLAGS.taskOutcome} WHERE trace = ? AND span_id = ? AND task = ? AND session = ?
       AND name = (SELECT id FROM dict WHERE text = '${LATE_OUTCOME}')`,
    );
  }

  /** Marks an event that is not written yet, where the task's span is there. */
  tell(event: EventRow): void {
    const { trace, span_id, task, session } = event;
    if (trace !== null && this.#task.get(trace, span_id, task, session) !== undefined) event.flags |= FLAGS.taskOutcome;
  }

  /** Marks what was told before the task's span came. @returns whether there was any, and the session's sums are others */
  ended({ kind, trace, span_id, task, session }: SpanRow): boolean {
    return kind === TASK && task !== 0 && Number(this.#mark.run(trace, span_id, task, session).changes) > 0;
  }
}
