import { DatabaseSync } from "node:sqlite";
import { logs, sums, type TestGroup, traces } from "./otlp-requests.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

/** Ids of texts begin here, where nothing else that the records below have is counted or measured. */
const FIRST_ID = 70_000;

interface Column {
  readonly table: string;
  readonly column: string;
}

/**
 * Every column of a store whose numbers are ids of texts, as a store shows them that is filled with records which say all there is: those whose numbers are
 * all of texts. A column that is new is among them as soon as one of these records has something for it.
 */
export function textColumns(): readonly Column[] {
  using store = new TemporaryWriter();
  raiseIds(store);
  // What is of no known agent, and what is.
  for (const group of [
    { schemaUrl: "https://example.com/schema", resourceSchemaUrl: "https://example.com/1" },
    { service: "claude-code" },
  ])
    fill(store, group);
  const { reading } = store;
  const last = reading.get<{ id: number }>("SELECT max(id) AS id FROM dict")?.id ?? 0;
  const columns = reading.all<Column>(
    "SELECT t.name AS 'table', c.name AS 'column' FROM sqlite_schema t JOIN pragma_table_info(t.name) c " +
      "WHERE t.type = 'table' AND t.name <> 'dict' AND c.type = 'INTEGER'",
  );
  return columns.filter(({ table, column }) => {
    const range = reading.get<{ least: number | null; most: number }>(
      `SELECT min("${column}") AS least, max("${column}") AS most FROM "${table}" WHERE "${column}" <> 0`,
    );
    return range !== undefined && (range.least ?? 0) > FIRST_ID && range.most <= last;
  });
}

function raiseIds(store: TemporaryWriter): void {
  const database = new DatabaseSync(store.path);
  database.exec(`INSERT INTO dict VALUES(${FIRST_ID}, 'the first')`);
  database.close();
}

const ABOUT = {
  "session.id": "session",
  "user.id": "user",
  "gen_ai.agent.name": "triage",
  "agentscribe.tenant.id": "tenant",
  "agentscribe.task.id": "task",
  "agentscribe.task.type": "refund",
  "agentscribe.outcome": "failed",
  "agentscribe.run.end_reason": "error",
  "error.type": "Timeout",
  "gen_ai.tool.name": "search",
  "gen_ai.request.model": "model",
  "gen_ai.response.model": "model-2026-01-01",
};

function fill(store: TemporaryWriter, group: TestGroup): void {
  const call = {
    ...ABOUT,
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.response.finish_reasons": "stop",
    "agentscribe.llm.purpose": "plan",
    "agentscribe.cost.reason": "no price",
    "gen_ai.usage.input_tokens": 10,
  };
  const run = { ...ABOUT, "gen_ai.operation.name": "invoke_agent" };
  const spans = [
    { trace: 1, span: 1, attributes: run },
    { trace: 1, span: 2, parent: 1, attributes: call },
  ];
  store.ingest("traces", traces(spans, group));
  const decision = { ...ABOUT, "agentscribe.decision.type": "route", "agentscribe.decision.choice": "left" };
  store.ingest("logs", logs([{ trace: 1, name: "agentscribe.decision", attributes: decision }], group));
  store.ingest("metrics", sums([{ name: "calls", value: 1 }], group));
}
