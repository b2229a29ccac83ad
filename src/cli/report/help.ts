import { QUESTIONS } from "../../inspector/questions/questions.ts";

export function reportHelp(): string {
  const width = Math.max(...QUESTIONS.map(({ name }) => name.length));
  const questions = QUESTIONS.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
  const alerts = `  ${"alerts".padEnd(width)}  What left the usual, hour by hour: errors, cost, latency, decisions, tokens (not with --sql)`;
  return `Usage: agentscribe report [QUESTION] [--by NAME] [--since 7d] [--until TIME] [--service NAME] [--store FILE|URL] [--json|--csv]
       agentscribe report [QUESTION] --sql [sqlite|clickhouse]
       agentscribe report --views

Answers a question about what agents did: as a table, as JSON, as CSV. Without a question: sums, models, tools, success, errors.

${questions.join("\n")}
${alerts}

  --by NAME        model, tool, decision, task, user, agent, purpose ...: what tells the rows apart; alone it is the question cost
  --since TIME     7d by default: 90m, 24h, 7d, 2w, or a date (its midnight here); days and weeks begin with an hour
  --until TIME     now by default
  --service NAME   only this service
  --session ID     of the question timeline: an id, the beginning of one, "last"
  --set NAME=VALUE another parameter of the question (docs/questions.md); may be given several times
  --limit N        rows at most
  --store FILE     the store (that of "agentscribe inspect")
  --store URL      clickhouse://user:password@host:8123/database, or http:// and https://: ClickHouse as the Collector's exporter fills it.
                   Without a password in the address that of CLICKHOUSE_PASSWORD
  --json, --csv    for programs
  --sql            prints the statement that answers the question in place of the answer; of anomalies the one whose rows are judged
  --views          prints the statements that make the views on ClickHouse which questions are asked of
  --no-color       no bold headings; NO_COLOR has the same effect

Exit code: 0, 1 when there is no such store or it does not answer, 2 for a wrong command line.
`;
}
