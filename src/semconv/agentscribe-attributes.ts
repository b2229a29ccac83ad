/** Attribute names of this package's own namespace: what the conventions have no name for. `docs/attributes.md` is made from this file. */

/** How the session began: `new`, `resumed`, `forked`, `cleared` or the application's word. */
export const SESSION_START_TYPE = "agentscribe.session.start_type";
/** The customer or team that the work belongs to. */
export const TENANT_ID = "agentscribe.tenant.id";
/** Where the session came from: `cli`, `server`, `worker`, `ide`, `test` or the application's word. */
export const ENTRYPOINT = "agentscribe.entrypoint";
/** One run directly inside a session, on everything that the run does. */
export const TURN_ID = "agentscribe.turn.id";
/** The id under which the task is known elsewhere; a random one where the application gives none. */
export const TASK_ID = "agentscribe.task.id";
/** The kind of task: `bugfix`, `review` or the application's word. */
export const TASK_TYPE = "agentscribe.task.type";
/** When the task was given to the agent, if before it started: an ISO 8601 time. */
export const TASK_ASSIGNED_AT = "agentscribe.task.assigned_at";
/** How the task turned out, as far as is known: `success`, `revised`, `regressed`, `failed`; any other word is `other`. */
export const TASK_OUTCOME = "agentscribe.task.outcome";
/** Followed by a name: a number that describes the task's input. */
export const TASK_FEATURE_PREFIX = "agentscribe.task.feature.";
/** How a scope that is no task turned out. */
export const OUTCOME = "agentscribe.outcome";
/** Why the scope ended: `completed`, `max_turns`, `timeout`, `budget`, `aborted`, `loop`, `error`, `shutdown`, `evicted` (too many were open) or the application's word. */
export const END_REASON = "agentscribe.run.end_reason";
/** On scopes that a budget stopped: its name. */
export const BUDGET_NAME = "agentscribe.budget.name";
/** True when the scope was still open at shutdown. */
export const UNFINISHED = "agentscribe.unfinished";
/** The name of a step. */
export const STEP_NAME = "agentscribe.step.name";
/**
 * Where the gate `rawBodies` is open by its own name: the body of the request of a model call, of its bytes where they are seen, else as the client was
 * given it; or what `contentSink` gave for it.
 */
export const REQUEST_BODY = "agentscribe.request.body";
/** Characters of that body, also of what limits took away. */
export const REQUEST_BODY_SIZE = "agentscribe.request.body.size";
/** There too: the body of the answer, of its bytes where they are seen, else as the client gave it; of a stream what was read, in order. */
export const RESPONSE_BODY = "agentscribe.response.body";
/** Characters of that body, also of what limits took away. */
export const RESPONSE_BODY_SIZE = "agentscribe.response.body.size";
/** What a person is waited for: `approval`, `answer`, `review` or the application's word. */
export const WAIT_FOR = "agentscribe.wait.for";
/** The place of an event among all events of one `session()`, from 1. A later one with the same id counts anew. */
export const EVENT_SEQUENCE = "agentscribe.event.sequence";
/** What the model call is for: `main`, `compaction`, `title` or the application's word. */
export const LLM_PURPOSE = "agentscribe.llm.purpose";
/** Attempts of the model call that failed before the one that ended it. */
export const LLM_RETRIES = "agentscribe.llm.retries";
/** On the span event `agentscribe.retry`: the number of the attempt that failed, from 1. */
export const RETRY_ATTEMPT = "agentscribe.retry.attempt";
/** The service tier that the response names, where the conventions have no name for it. */
export const SERVICE_TIER = "agentscribe.service_tier";
/** Where the response says that the request was computed, as `us` for Anthropic's `inference_geo`: some prices go by it. */
export const RESPONSE_REGION = "agentscribe.response.region";
/** Who served the model behind a router, as the router names it. */
export const UPSTREAM_PROVIDER = "agentscribe.upstream.provider";
/** Which shape of response was read: `openai.responses`, `anthropic.messages` and so on; `span` where only a span of another instrumentation tells of it. */
export const RESPONSE_FORMAT = "agentscribe.response.format";
/** Milliseconds that the provider says it worked on the answer, which network and client add to. */
export const RESPONSE_SERVER_LATENCY = "agentscribe.response.server_latency_ms";
/** The provider's id of the HTTP request, for its support: from the response's headers. */
export const REQUEST_ID = "agentscribe.request_id";
/** Rate limits as the provider stated them with the answer: `agentscribe.rate_limit.requests.remaining`, `.limit`, `.reset_ms` ... */
export const RATE_LIMIT_PREFIX = "agentscribe.rate_limit.";
/** True when a response was given that is of no known shape: nothing is read from it. */
export const RESPONSE_UNRECOGNIZED = "agentscribe.response.unrecognized";
/** Fields of the usage given by hand that were dropped or changed because they cannot be true, by comma. */
export const USAGE_MENDED = "agentscribe.usage.mended";
/** Fields of the usage that are estimates from the length of the text, by comma: the answer broke off before the provider said what was used. */
export const USAGE_ESTIMATED = "agentscribe.usage.estimated";
/** Input tokens written to a cache that lives five minutes. */
export const USAGE_CACHE_WRITE_5M = "agentscribe.usage.cache_write_5m.input_tokens";
/** Input tokens written to a cache that lives an hour. */
export const USAGE_CACHE_WRITE_1H = "agentscribe.usage.cache_write_1h.input_tokens";
/** Billed searches of the web that the provider made. */
export const USAGE_WEB_SEARCHES = "agentscribe.usage.web_searches";
/** Those of them that OpenAI's tool `web_search_preview` made. */
export const USAGE_PREVIEW_WEB_SEARCHES = "agentscribe.usage.preview_web_searches";
/** Billed searches of files that are kept at the provider. */
export const USAGE_FILE_SEARCHES = "agentscribe.usage.file_searches";
/** Runs of code by OpenAI's code interpreter; what is billed is the container that they ran in. */
export const USAGE_CODE_INTERPRETER_CALLS = "agentscribe.usage.code_interpreter_calls";
/** The model with which a tool of the provider made images; its tokens are not among those of the call. */
export const IMAGE_GENERATION_MODEL = "agentscribe.image_generation.model";
/** Input tokens of that model, images and cached ones among them. */
export const IMAGE_GENERATION_INPUT_TOKENS = "agentscribe.image_generation.input_tokens";
/** Input tokens of that model that were images. */
export const IMAGE_GENERATION_IMAGE_INPUT_TOKENS = "agentscribe.image_generation.image.input_tokens";
/** Input tokens of that model that came from a cache. */
export const IMAGE_GENERATION_CACHE_READ_INPUT_TOKENS = "agentscribe.image_generation.cache_read.input_tokens";
/** Output tokens of that model. */
export const IMAGE_GENERATION_OUTPUT_TOKENS = "agentscribe.image_generation.output_tokens";
/** Output tokens of that model that were images. */
export const IMAGE_GENERATION_IMAGE_OUTPUT_TOKENS = "agentscribe.image_generation.image.output_tokens";
/** The model that Anthropic's advisor tool asked; its tokens are not among those of the call. Absent when it was more than one. */
export const ADVISOR_MODEL = "agentscribe.advisor.model";
/** Input tokens of that model, cached ones among them. */
export const ADVISOR_INPUT_TOKENS = "agentscribe.advisor.input_tokens";
/** Input tokens of that model that came from a cache. */
export const ADVISOR_CACHE_READ_INPUT_TOKENS = "agentscribe.advisor.cache_read.input_tokens";
/** Input tokens of that model that were written to a cache. */
export const ADVISOR_CACHE_WRITE_INPUT_TOKENS = "agentscribe.advisor.cache_write.input_tokens";
/** Those of them that were written to a cache that lives an hour. */
export const ADVISOR_CACHE_WRITE_1H = "agentscribe.advisor.cache_write_1h.input_tokens";
/** Output tokens of that model. */
export const ADVISOR_OUTPUT_TOKENS = "agentscribe.advisor.output_tokens";
/** US dollars that the model call cost; absent when its price is not known. Only on model calls, so that sums are right. */
export const COST_USD = "agentscribe.cost.usd";
/** Followed by `input`, `output`, `cache_read`, `cache_write`, `audio_input`, `audio_output`, `tools` or `request`: that part of the cost in US dollars. */
export const COST_PART_PREFIX = "agentscribe.cost.";
/** Where the cost comes from: `provider`, `override`, `overlay`, `table` or `free`. */
export const COST_SOURCE = "agentscribe.cost.source";
/** The price table consulted, with its version. */
export const COST_TABLE = "agentscribe.cost.table";
/** The date of that table. */
export const COST_TABLE_DATE = "agentscribe.cost.table_date";
/** The row of the table that was used. */
export const COST_MODEL_KEY = "agentscribe.cost.model_key";
/** How the model was found: `exact`, `dated` or `alias`. */
export const COST_MATCH = "agentscribe.cost.match";
/** `ok`, `partial` (the cost lacks what the reason names), `unpriced` (no price) or `incomplete` (usage is not known in full: the cost, if any, is an estimate). */
export const COST_STATUS = "agentscribe.cost.status";
/** Why there is no cost, or not all of it: `unknown_model`, `usage_missing`, `tier_unpriced:priority` and so on. */
export const COST_REASON = "agentscribe.cost.reason";
/** How many tools were offered to the model. */
export const REQUEST_TOOLS = "agentscribe.request.tools";
/** Characters of the input, also when it is not captured. */
export const INPUT_SIZE = "agentscribe.input.size";
/** How many messages were sent. */
export const INPUT_MESSAGES = "agentscribe.input.messages";
/** With `delta`, how many of the messages sent are left out of what was captured because an earlier call had them. */
export const INPUT_OMITTED_MESSAGES = "agentscribe.input.omitted_messages";
/** Characters of the output, also when it is not captured. */
export const OUTPUT_SIZE = "agentscribe.output.size";
/** Characters of the instructions, also when they are not captured. */
export const SYSTEM_SIZE = "agentscribe.system.size";
/** How many documents a retrieval found. */
export const RETRIEVAL_DOCUMENT_COUNT = "agentscribe.retrieval.document_count";
/** Characters of a tool's arguments, of all fields but not of their names, also when they are not captured. */
export const TOOL_ARGUMENTS_SIZE = "agentscribe.tool.input.size";
/** Characters of a tool's result, of all fields but not of their names, also when it is not captured; about four of them are a token. */
export const TOOL_RESULT_SIZE = "agentscribe.tool.output.size";
/** How many arguments the command was given. */
export const COMMAND_ARGUMENT_COUNT = "agentscribe.command.argument_count";
/** The arguments of the command as a JSON list; content of kind `commandArguments`. */
export const COMMAND_ARGUMENTS = "agentscribe.command.arguments";
/** What was given and could not be recorded: names by comma, or a kind with a number. */
export const DROPPED = "agentscribe.dropped";
/** Model calls inside. */
export const TOTAL_INFERENCE_CALLS = "agentscribe.total.inference_calls";
/** Tool calls inside. */
export const TOTAL_TOOL_CALLS = "agentscribe.total.tool_calls";
/** Model calls, tool calls and other operations inside that failed. */
export const TOTAL_ERRORS = "agentscribe.total.errors";
/** Attempts inside that failed and were made again: what recovered is among no errors. */
export const TOTAL_RETRIES = "agentscribe.total.retries";
/** Input tokens of all model calls inside. */
export const TOTAL_INPUT_TOKENS = "agentscribe.total.input_tokens";
/** Output tokens of all model calls inside. */
export const TOTAL_OUTPUT_TOKENS = "agentscribe.total.output_tokens";
/** Input tokens inside that were read from a cache. */
export const TOTAL_CACHE_READ_TOKENS = "agentscribe.total.cache_read_tokens";
/** Input tokens inside that were written to a cache. */
export const TOTAL_CACHE_WRITE_TOKENS = "agentscribe.total.cache_write_tokens";
/** Output tokens inside that were used to reason. */
export const TOTAL_REASONING_TOKENS = "agentscribe.total.reasoning_tokens";
/** US dollars of the model calls inside whose price is known. */
export const TOTAL_COST_USD = "agentscribe.total.cost_usd";
/** Whether every model call inside has a price, and none was still open. */
export const TOTAL_COST_COMPLETE = "agentscribe.total.cost_complete";
/** Model calls inside without a price. */
export const TOTAL_UNPRICED_CALLS = "agentscribe.total.unpriced_calls";
/** Seconds inside in which a person was waited for. */
export const TOTAL_WAIT_SECONDS = "agentscribe.total.wait_seconds";
/** Seconds of the duration in which no person was waited for. */
export const TOTAL_ACTIVE_SECONDS = "agentscribe.total.active_seconds";
/** The provider's id of a live (realtime, voice) connection. */
export const LIVE_SESSION_ID = "agentscribe.live.session_id";
/** Turns of the model on a live connection. */
export const LIVE_TURNS = "agentscribe.live.turns";
/** Turns of a live connection that were cut off, by the user speaking or by the application. */
export const LIVE_INTERRUPTIONS = "agentscribe.live.interruptions";
/** On a turn of a live connection: it was cut off before its end. */
export const LIVE_INTERRUPTED = "agentscribe.live.interrupted";
/** Why a turn of a live connection was cut off: the provider's word, or `client_closed`. */
export const LIVE_INTERRUPTION_REASON = "agentscribe.live.interruption_reason";
/** Errors that the provider told of on a live connection, outside any turn. */
export const LIVE_ERRORS = "agentscribe.live.errors";
/** The code with which the WebSocket of a live connection was closed. */
export const LIVE_CLOSE_CODE = "agentscribe.live.close_code";
/** Why the provider says that a live session ended: `close_requested`, `expired`, `content` and so on. */
export const LIVE_CLOSE_REASON = "agentscribe.live.close_reason";
/** Seconds of audio that the provider counted, and bills, of a live session or of all sessions of a live connection. */
export const LIVE_AUDIO_SECONDS = "agentscribe.live.audio_seconds";
/** Tasks that the model of a live connection delegated, to the application or to another model. */
export const LIVE_DELEGATIONS = "agentscribe.live.delegations";
/** On a call of a model that a live connection delegated a task to: the provider's id of the delegation. */
export const LIVE_DELEGATION_ID = "agentscribe.live.delegation_id";
/** What a link leads to: `session` or `previous_session`. */
export const LINK_KIND = "agentscribe.link.kind";
/** On a span of another instrumentation: another span stands for the same request, and is the one that counts. */
export const DUPLICATE = "agentscribe.duplicate";
/** True on the test span and event of `telemetry.verify()` and `agentscribe doctor`, which are named like it: no work of an agent. */
export const VERIFY = "agentscribe.verify";
/** On the resource: the file that the traffic of this process was recorded in, by `agentscribe record` or `AGENTSCRIBE_CASSETTE`. */
export const CASSETTE = "agentscribe.cassette";
