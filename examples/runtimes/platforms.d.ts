/** What the examples use of modules that their platforms have or that are installed with them; `@cloudflare/workers-types` has all of the first. */
declare module "cloudflare:workers" {
  export const env: Readonly<Record<"OTLP_URL" | "OTLP_TOKEN" | "OPENAI_API_KEY" | "OPENAI_BASE_URL", string>>;
  export function waitUntil(promise: Promise<unknown>): void;
}

declare module "@vercel/functions" {
  export function waitUntil(promise: Promise<unknown>): void;
}
