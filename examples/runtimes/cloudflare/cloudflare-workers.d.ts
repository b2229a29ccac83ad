/** What the example uses of the module that Workers have; `@cloudflare/workers-types` has all of it. */
declare module "cloudflare:workers" {
  export const env: Readonly<Record<"OTLP_URL" | "OTLP_TOKEN" | "OPENAI_API_KEY" | "OPENAI_BASE_URL", string>>;
  export function waitUntil(promise: Promise<unknown>): void;
}
