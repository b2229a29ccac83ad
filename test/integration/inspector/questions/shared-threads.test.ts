import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask, type Given } from "../../../../src/inspector/questions/ask.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const startUs = (Date.now() - 60_000) * 1_000;

let count = 0;
function turn(session: string, user: string): SeededSpan {
  count += 1;
  return {
    ...{ traceId: String(count).padStart(32, "0"), spanId: String(count).padStart(16, "0"), parentSpanId: "" },
    ...{ name: "invoke_agent", service: "bot", scope: "agentscribe", kind: 1 },
    ...{ startUs: startUs + count * 1_000, durationUs: 1_000, status: 0 },
    attributes: {
      ...{ "gen_ai.operation.name": "invoke_agent", "session.id": session, "user.id": user },
      "agentscribe.task.outcome": "success",
    },
  };
}

/** Ada begins a thread that Bob and Cy write in, and one of her own; Cy has one with Bob, which he begins. */
const telemetry: SeededTelemetry = {
  spans: [
    ...[turn("shared", "ada"), turn("shared", "bob"), turn("shared", "cy"), turn("shared", "ada")],
    ...[turn("own", "ada"), turn("other", "bob"), turn("other", "cy")],
  ],
  logs: [],
  endUs: 0,
};

async function rowsOf(name: string, given: Given, asked: Asked): Promise<readonly Record<string, unknown>[]> {
  const question = findQuestion(name);
  if (question === undefined) throw new Error("no such question");
  const { columns, rows } = await ask(question, given, asked);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
}

describe.each(hasClickHouse ? ["SQLite", "ClickHouse"] : ["SQLite"])(
  "Threads of several users, asked of %s",
  (name) => {
    let engines: TwoEngines;
    beforeAll(async () => {
      engines = await twoEngines(telemetry);
    }, 120_000);
    afterAll(() => engines?.close());

    function askedOf(): Asked {
      const asked = engines.asked[name];
      if (asked === undefined) throw new Error(name);
      return asked;
    }

    it("count for each of them in adoption, and once as sessions", async () => {
      const weeks = await rowsOf("adoption", {}, askedOf());
      expect(weeks).toMatchObject([{ users: 3, new_users: 3, sessions: 3, services: 1 }]);
      expect(weeks[0]?.sessions_per_user).toBeCloseTo(2);
    });

    it("are of the user who began them, as in the list", async () => {
      const { sessions } = await engines.embedded.store.sessions();
      const listed = sessions.map(({ id, user }) => [id, user]).sort();
      const asked = (await rowsOf("sessions", {}, askedOf())).map((row) => [row.session_id, row.user_id]).sort();
      expect(asked).toEqual([
        ["other", "bob"],
        ["own", "ada"],
        ["shared", "ada"],
      ]);
      expect(asked).toEqual(listed);
    });
  },
);
