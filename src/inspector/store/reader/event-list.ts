import type { EventRow } from "../../api.ts";
import { toAttributeList, toJsonValue } from "../../decode/attribute-list.ts";
import { decodeLog } from "../../decode/whole.ts";
import { text, textOrNull } from "../dictionary-sql.ts";
import { hexOf } from "../hex.ts";
import type { Target } from "../store.ts";
import type { Reading } from "./reading.ts";
import { findTarget } from "./target.ts";

/** More than a page can show. */
const MAX_ROWS = 50_000;

const SELECT = `SELECT e.n, t.id AS traceId, e.span_id AS spanId, ss.id AS session, e.time_us AS timeUs, ${text("e.name")} AS name,
  ${text("e.service")} AS service, ${textOrNull("e.agent")} AS agent, e.severity, ${textOrNull("e.decision_type")} AS decisionType,
  ${textOrNull("e.decision_choice")} AS decisionChoice, e.confidence, ${textOrNull("e.outcome")} AS outcome, ${textOrNull("e.error_type")} AS errorType, e.summary
  FROM events e LEFT JOIN traces t ON t.t = e.trace JOIN sessions ss ON ss.s = e.session`;

type Raw = Omit<EventRow, "spanId" | "attributes" | "body"> & {
  readonly n: number;
  readonly spanId: Uint8Array | null;
};

/** The events of a session or a trace in the order of their time. */
export function readEvents(reading: Reading, target: Target): readonly EventRow[] {
  const found = findTarget(reading, target);
  if (found === undefined) return [];
  const rows = reading.all<Raw>(
    `${SELECT} WHERE e.${found.where} ORDER BY e.time_us, e.n LIMIT ${MAX_ROWS}`,
    found.number,
  );
  return rows.map(({ n, spanId, ...row }) => {
    const { attributes, body } = decodeLog(reading.eventBodies.get(n));
    return {
      ...row,
      spanId: spanId && hexOf(spanId),
      attributes: toAttributeList(attributes),
      body: toJsonValue(body),
    };
  });
}
