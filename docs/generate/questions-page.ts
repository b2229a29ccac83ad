import type { Parameter } from "../../src/inspector/questions/question.ts";
import { QUESTIONS } from "../../src/inspector/questions/questions.ts";
import { MEASURES } from "../../src/inspector/questions/series/measures.ts";
import { code, page, table } from "./markdown.ts";

const HEAD = `What can be asked of what agents did. \`agentscribe report QUESTION\` answers on the terminal, the inspector's page shows the same as boards, its server answers at
\`/api/questions/NAME\`, and its MCP endpoint gives them to a coding agent.

A question is one statement about two views, \`agent_spans\` and \`agent_events\`, with the same text for the embedded store and for ClickHouse, save where the engines differ.
\`agentscribe report QUESTION --sql\` prints it for the store, \`agentscribe report QUESTION --sql clickhouse\` for ClickHouse.
Of \`anomalies\` it prints the statement that counts by hour: its rows are judged by the program afterwards, and no statement gives the answer.

Columns say their unit at the end of their name: \`_usd\` US dollars, \`_tokens\`, \`_rate\` a share from 0 to 1, \`_at_us\` a time and any other \`_us\` a duration in microseconds.
Texts that are not known are empty, numbers that are not known \`NULL\`: a cost that nobody stated is not 0.

Where two instrumentations record one request, as OpenInference's of LangChain and of OpenAI do with a span inside the other, one of both counts in the embedded store: the inner one, unless only
the outer one says what was used or what it cost. They are of one model, and at most one span is between them, none of a tool or an agent; they may come in any order, in requests of their own.
Calls that agentscribe records are marked and count once. What fails is an error once, too: not for a span of the same request that is not counted, nor for what answers a tool's call as a
request to an MCP server.

A call stands under the model that answered, but under the one asked for where the answer is a version of it (\`gpt-6-2026-08-07\` for \`gpt-6\`), so that calls that failed, which no model answered,
count among its own. The span keeps both names, and is priced by the version.

Requests for embeddings are in tokens and cost everywhere, and calls of their model in \`cost\`, \`models\`, \`cache\` and \`outcomes\`; calls elsewhere are those for an answer.
What the code of an agent throws outside of any call is no error of a call, and not in \`errors\`: \`success\` counts the task or session that ends by it as a failure.

Questions that only add up (\`cost\`, \`cache\`, \`anomalies\`, most measures) are answered from sums by hour where the time is of whole hours, or begins with one and ends now, and the rows are told apart by model, agent, purpose, task type,
service, provider or tool. Those sums stay when spans are deleted to keep the store small. Of more than 200,000 spans, latencies by model, tool or service come from histograms then: they are right within
4.5 %, and bands are widened to the ends of their buckets. A question that takes longer than 10 seconds is stopped: name a shorter time.`;

const CLICKHOUSE = `## On ClickHouse

The OpenTelemetry Collector's ClickHouse exporter writes the tables \`otel_traces\` and \`otel_logs\`. The views over them are made once:

\`\`\`sh
agentscribe report --views | clickhouse-client --database otel --multiquery
agentscribe report --store clickhouse://user:password@host:8123/otel
\`\`\`

The views are made from the same tables of conventions as the store's rows, and say the same of the same spans. They read attributes as they are asked for, which costs time: for many millions
of spans, name a short time. What they cannot do: of model calls that two instrumentations record, with a span inside the other, both count; a span that names no session is of its trace, and not of the session that another span of
the trace names; the own attributes of coding agents are not read, and agents that send no spans of their model calls, but events (Claude Code, Codex, Gemini CLI), have no rows.

A statement that is run by hand ends with \`SETTINGS join_use_nulls = 1, optimize_functions_to_subcolumns = 0\`, as \`--sql clickhouse\` prints it: without the first an outer join gives
empty texts and 0 for what is not known.`;

export function questionsPage(): string {
  return page("Questions", HEAD, ...QUESTIONS.map(questionSection), measuresSection(), CLICKHOUSE);
}

function questionSection({ name, title, help, parameters }: (typeof QUESTIONS)[number]): string {
  return `## ${name}

**${title}.** ${help}

${table(
  ["parameter", "default", "meaning"],
  parameters.map((parameter) => [code(parameter.name), defaultOf(parameter), meaningOf(parameter)]),
)}`;
}

function measuresSection(): string {
  return `## Measures over time

The boards of the page ask for them at \`/api/series/NAME?by&fromUs&toUs&stepUs&service\`. Rates carry Wilson's 95 % interval, means theirs, quantiles a band of order statistics; from 20 values on.
Marks stand where a value leaves what the 24 buckets before it were, by the rules of \`anomalies\`.

${table(
  ["measure", "title", "unit", "by"],
  MEASURES.map(({ name, title, unit, columns }) => [
    code(name),
    title,
    code(unit),
    ["none", ...Object.keys(columns)].map(code).join(", "),
  ]),
)}`;
}

function defaultOf({ default: standard }: Parameter): string {
  if (standard === undefined) return "must be given";
  return typeof standard === "function" ? "" : code(String(standard));
}

function meaningOf({ help, choices }: Parameter): string {
  return choices === undefined ? help : `${help} One of ${choices.map(code).join(", ")}.`;
}
