import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

/** Where a client of `@google/genai` sends its requests, and who answers them. */
export interface Origin {
  readonly provider: "gcp.gemini" | "gcp.vertex_ai";
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/** Reads it of the `ApiClient` that every part of the client shares. On Vertex AI the host names the region. */
export function originOf(apiClient: unknown): Origin {
  const isVertex = call(apiClient, "isVertexAI") === true;
  return { provider: isVertex ? "gcp.vertex_ai" : "gcp.gemini", ...serverOfUrl(call(apiClient, "getBaseUrl")) };
}

function call(target: unknown, method: string): unknown {
  const fn = readPath(target, method);
  return typeof fn === "function" ? (Reflect.apply(fn, target, []) as unknown) : undefined;
}
