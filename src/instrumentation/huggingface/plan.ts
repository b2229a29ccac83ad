import { providerOf } from "../../providers/index.ts";
import { UPSTREAM_PROVIDER } from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_OUTPUT_TYPE } from "../../semconv/gen-ai-attributes.ts";
import { type RequestBody, readRequestBody } from "../http/request-body.ts";
import type { PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

/** What a task of the client asks for, by where its request goes. The first that matches decides. */
const TASKS: readonly { readonly path: RegExp; readonly operation: Operation; readonly output?: string }[] = [
  { path: /\/chat\/completions$/, operation: "chat" },
  { path: /\/completions$/, operation: "text_completion" },
  { path: /\/(embeddings|feature-extraction)$/, operation: "embeddings" },
  { path: /\/images?(\/|$)|text-to-image|image-to-image/, operation: "generate_content", output: "image" },
  { path: /\/audio\/speech$|text-to-speech|\btts\b/, operation: "generate_content", output: "speech" },
  { path: /./, operation: "generate_content" },
];

type Operation = "chat" | "text_completion" | "embeddings" | "generate_content";

const ROUTER = "router.huggingface.co";

/** How a path of the router names the model, where the body does not. */
const MODEL_IN_PATH = /\/models\/(.+?)(?:\/predictions|\/pipeline\/[^/]+|\/v1\/(?:chat\/)?completions)?$/;

/** Suffixes of a model that say how the router is to choose, and not whom. */
const POLICIES: ReadonlySet<string> = new Set(["fastest", "cheapest", "preferred"]);

/** The model call that a request of the client is; absent when it only looks something up. */
export function planRequest(url: unknown, info: unknown): PlannedCall | undefined {
  if (readPath(info, "method") !== "POST" || typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const task = TASKS.find(({ path }) => path.test(pathname));
  if (task === undefined) return undefined;
  const body = readRequestBody(readPath(info, "body"));
  const model = modelOf(body, pathname);
  const upstream = hostname === ROUTER ? upstreamOf(pathname, model) : undefined;
  const attributes = {
    ...(upstream !== undefined && { [UPSTREAM_PROVIDER]: upstream }),
    ...(task.output !== undefined && { [GEN_AI_OUTPUT_TYPE]: task.output }),
  };
  const options = {
    provider: providerOf(hostname) ?? "huggingface",
    ...serverOfUrl(url),
    ...(model !== undefined && { model }),
    attributes,
  };
  const { operation } = task;
  if (operation === "embeddings") return { kind: "embeddings", options: { ...options, request: { ...body, model } } };
  // What other tasks are given may be sound or an image: of them the prompt is read, and no input.
  const request = operation === "generate_content" ? { prompt: readPath(body, "prompt") } : body;
  return { kind: "llm", options: { ...options, operation, request: { ...request, model } } };
}

/** An endpoint of one's own may stand where the model would be. */
function modelOf(body: RequestBody | undefined, path: string): string | undefined {
  const named = readPath(body, "model");
  if (typeof named === "string" && !/^https?:\/\//.test(named)) return named;
  return MODEL_IN_PATH.exec(path)?.[1];
}

/** Who serves the model: the router is told by the path, or by a suffix of the model. Without either it chooses, and says whom with its answer. */
function upstreamOf(path: string, model: string | undefined): string | undefined {
  const [, first] = path.split("/");
  if (first !== "v1") return first;
  const suffix = /:([^:/]+)$/.exec(model ?? "")?.[1];
  return suffix === undefined || POLICIES.has(suffix) ? undefined : suffix;
}
