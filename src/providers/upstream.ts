import { header } from "./headers.ts";

/** Who served the model behind the router of Hugging Face, from the headers of its response. Never throws. */
export function readUpstream(headers: unknown): string | undefined {
  return header(headers, "x-inference-provider");
}
