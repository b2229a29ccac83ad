import { percentDecoded } from "../../internal/percent-decoded.ts";
import { providerOf } from "../../providers/index.ts";
import type { InferenceOperation } from "../../semconv/operations.ts";

/** One kind of model request, as its URL tells it. */
export interface ModelEndpoint {
  readonly provider: string;
  readonly operation: InferenceOperation | "embeddings";
  readonly serverAddress: string;
  readonly serverPort: number;
  /** The model, where the URL names it. */
  readonly model?: string;
  /** The path itself asks for a stream. */
  readonly stream?: true;
  /** What the call is for, where that is not the answer itself. */
  readonly purpose?: string;
  /** What is made of it, where that is not text of a chat. */
  readonly output?: "image" | "speech" | "text";
  /** What the JSON body must have for this to be a model request; absent where host or path leave no doubt. */
  readonly needs?: readonly (readonly string[])[];
  /** The path takes requests of all vendors: what is asked for stands in the body. */
  readonly takesAnyBody?: true;
}

/** A path that providers share, and what a request to it is. */
interface PathRule {
  readonly path: RegExp;
  readonly operation: InferenceOperation | "embeddings";
  /** Whose path it is where the host tells nothing. */
  readonly provider: string;
  /** Properties of the body by which it is known on any host: one of each list. Absent: on hosts of known providers only. */
  readonly body?: readonly (readonly string[])[];
  /** The path alone is enough, whatever the host. */
  readonly isOwn?: true;
  readonly takesAnyBody?: true;
  readonly stream?: RegExp;
  readonly purpose?: string;
  readonly output?: "image" | "speech" | "text";
}

const MODEL = ["model"];
const PROMPT = ["prompt"];
const INPUT = ["input"];
const MESSAGES = ["messages"];

/** The first that matches decides. Paths are told by their ends: base URLs differ. */
const RULES: readonly PathRule[] = [
  { path: /\/chat\/completions$/, operation: "chat", provider: "openai", body: [MODEL, MESSAGES] },
  { path: /\/fim\/completions$/, operation: "text_completion", provider: "mistral_ai" },
  { path: /\/agents\/completions$/, operation: "chat", provider: "mistral_ai" },
  { path: /\/completions$/, operation: "text_completion", provider: "openai", body: [MODEL, PROMPT] },
  { path: /\/responses$/, operation: "chat", provider: "openai", body: [MODEL, ["input", "prompt"]] },
  { path: /\/responses\/compact$/, operation: "chat", provider: "openai", purpose: "compaction" },
  { path: /\/moderations$/, operation: "generate_content", provider: "openai", purpose: "moderation" },
  { path: /\/messages$/, operation: "chat", provider: "anthropic", body: [MODEL, MESSAGES, ["max_tokens"]] },
  { path: /\/v1\/complete$/, operation: "text_completion", provider: "anthropic" },
  { path: /\/api\/chat$/, operation: "chat", provider: "ollama", body: [MODEL, MESSAGES] },
  { path: /\/api\/generate$/, operation: "text_completion", provider: "ollama", body: [MODEL, PROMPT] },
  { path: /\/api\/embed(dings)?$/, operation: "embeddings", provider: "ollama", body: [MODEL, ["input", "prompt"]] },
  { path: /\/embeddings$/, operation: "embeddings", provider: "openai", body: [MODEL, INPUT] },
  {
    path: /\/models\/(?<model>.+)\/pipeline\/feature-extraction$/,
    operation: "embeddings",
    provider: "huggingface",
  },
  {
    path: /\/images\/(generations|edits|variations)$/,
    operation: "generate_content",
    provider: "openai",
    output: "image",
  },
  {
    path: /\/audio\/(transcriptions|translations)$/,
    operation: "generate_content",
    provider: "openai",
    output: "text",
  },
  { path: /\/audio\/speech$/, operation: "generate_content", provider: "openai", output: "speech" },
  {
    path: /\/models\/(?<model>[^/:]+):(generateContent|streamGenerateContent)$/,
    operation: "generate_content",
    provider: "gcp.gemini",
    stream: /:stream/,
    isOwn: true,
  },
  {
    path: /\/models\/(?<model>[^/:]+):(embedContent|batchEmbedContents)$/,
    operation: "embeddings",
    provider: "gcp.gemini",
    isOwn: true,
  },
  {
    path: /\/publishers\/[^/]+\/models\/(?<model>[^/:]+):(rawPredict|streamRawPredict)$/,
    operation: "chat",
    provider: "gcp.vertex_ai",
    stream: /:stream/,
    isOwn: true,
  },
  {
    path: /\/models\/(?<model>imagen[^/:]*):predict$/,
    operation: "generate_content",
    provider: "gcp.vertex_ai",
    isOwn: true,
  },
  {
    path: /\/publishers\/google\/models\/(?<model>[^/:]+):predict$/,
    operation: "embeddings",
    provider: "gcp.vertex_ai",
    isOwn: true,
  },
  {
    path: /\/v1(beta|alpha)?\d*\/interactions$/,
    operation: "generate_content",
    provider: "gcp.gemini",
    body: [["model", "agent"], INPUT],
  },
  {
    path: /\/model\/(?<model>[^/]*embed[^/]*)\/invoke$/,
    operation: "embeddings",
    provider: "aws.bedrock",
    isOwn: true,
  },
  {
    path: /\/model\/(?<model>[^/]+)\/(converse|converse-stream)$/,
    operation: "chat",
    provider: "aws.bedrock",
    stream: /-stream$/,
    isOwn: true,
  },
  {
    path: /\/model\/(?<model>[^/]+)\/(invoke|invoke-with-response-stream)$/,
    operation: "chat",
    provider: "aws.bedrock",
    stream: /-stream$/,
    isOwn: true,
    takesAnyBody: true,
  },
  { path: /\/v[12]\/chat$/, operation: "chat", provider: "cohere", body: [MODEL, ["messages", "message"]] },
  { path: /\/v1\/generate$/, operation: "text_completion", provider: "cohere" },
  {
    path: /\/v[12]\/embed$/,
    operation: "embeddings",
    provider: "cohere",
    body: [MODEL, ["texts", "inputs", "images"]],
  },
];

/** Paths that only one provider's hosts have: elsewhere they are something else. */
const OWN_HOSTS: ReadonlySet<string> = new Set(["cohere", "mistral_ai", "gcp.gemini", "gcp.vertex_ai", "huggingface"]);

/** A word that every path of a model request ends with: nearly all other traffic is told apart by it alone. */
const HINT =
  /(completions|responses|compact|moderations|messages|complete|chat|generate|embed|embeddings|feature-extraction|generations|edits|variations|transcriptions|translations|speech|Content|Contents|Predict|predict|interactions|converse|converse-stream|invoke|invoke-with-response-stream)\/?(\?|#|$)/;

const MAX_URL_LENGTH = 8_192;
const OLLAMA_PORT = 11_434;

/** What kind of model request goes to a URL; absent when it is none. Only `POST` makes one. */
export function modelEndpoint(method: string, url: string): ModelEndpoint | undefined {
  if (url.length > MAX_URL_LENGTH || !HINT.test(url) || method.toUpperCase() !== "POST" || !URL.canParse(url)) {
    return undefined;
  }
  const { hostname, port, protocol, pathname } = new URL(url);
  const path = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  const serverPort = port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
  const known = providerOf(hostname) ?? (serverPort === OLLAMA_PORT ? "ollama" : undefined);
  const rule = RULES.find((one) => one.path.test(path) && belongs(one, known));
  if (rule === undefined) return undefined;
  const model = rule.path.exec(path)?.groups?.model ?? deploymentIn(path);
  return {
    provider: known ?? rule.provider,
    operation: rule.operation,
    serverAddress: hostname,
    serverPort,
    ...(model !== undefined && { model: percentDecoded(model) }),
    ...(rule.stream?.test(path) === true && { stream: true }),
    ...(rule.takesAnyBody === true && { takesAnyBody: true }),
    ...(rule.purpose !== undefined && { purpose: rule.purpose }),
    ...(rule.output !== undefined && { output: rule.output }),
    ...(known === undefined && rule.isOwn !== true && { needs: rule.body ?? [] }),
  };
}

function belongs(rule: PathRule, known: string | undefined): boolean {
  if (rule.isOwn === true) return true;
  if (known === undefined) return rule.body !== undefined;
  return !OWN_HOSTS.has(rule.provider) || rule.provider === known || isGoogle(rule.provider, known);
}

function isGoogle(provider: string, known: string): boolean {
  return provider.startsWith("gcp.") && known.startsWith("gcp.");
}

/** Azure names what it deployed, and the body need not say the model. */
function deploymentIn(path: string): string | undefined {
  return /\/openai\/deployments\/([^/]+)\//.exec(path)?.[1];
}
