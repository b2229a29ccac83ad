import { createRequire } from "node:module";
import { load } from "../peers/installed.ts";
import { scriptedFetch } from "./scripted-model.ts";

/** What this benchmark asks of OpenAI's client. */
export interface Client {
  readonly chat: { readonly completions: { create(request: object): Promise<unknown> } };
}

export interface WrappedClient {
  readonly client: Client;
  flush(): Promise<unknown>;
}

type NewClient = new (options: object) => Client;

/** The provider that the clients ask; another can be put in its place. */
export const provider: { fetch: (input: unknown, init?: RequestInit) => Promise<Response> } = { fetch: scriptedFetch };

const OPTIONS = {
  apiKey: "none",
  fetch: (input: unknown, init?: RequestInit): Promise<Response> => provider.fetch(input, init),
};
const root = createRequire(new URL("../../package.json", import.meta.url));

/** Every peer has a copy of its own of the same version of the client: what patches the module finds the one that it resolves. */
function openaiOf(peer: string): { readonly OpenAI: NewClient; readonly exports: unknown } {
  const exports = load<{ OpenAI: NewClient }>(peer, "openai");
  return { OpenAI: exports.OpenAI, exports };
}

interface Tracing {
  readonly NodeTracerProvider: new (options: object) => { register(): void; forceFlush(): Promise<void> };
  readonly BatchSpanProcessor: new (exporter: unknown) => unknown;
  readonly OTLPTraceExporter: new (options: object) => unknown;
}

/** A provider as the documentation of instrumentations without one of their own shows it. */
function tracing(peer: string, url: string): { register(): void; forceFlush(): Promise<void> } {
  const { NodeTracerProvider, BatchSpanProcessor } = load<Tracing>(peer, "@opentelemetry/sdk-trace-node");
  const { OTLPTraceExporter } = load<Tracing>(peer, "@opentelemetry/exporter-trace-otlp-proto");
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  return new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
}

/** A client, observed by its name's way, that sends to the sink at that URL. */
export const WRAPPED: Readonly<Record<string, (url: string) => Promise<WrappedClient>>> = {
  async bare() {
    return { client: new (openaiOf("wrapped-bare").OpenAI)(OPTIONS), flush: async () => undefined };
  },
  async agentscribe(url) {
    const { init } = root("agentscribe") as typeof import("../../src/index.ts");
    const { wrapOpenAI } = root("agentscribe/openai") as typeof import("../../src/instrumentation/openai/index.ts");
    const telemetry = init({ exporters: [{ url }], host: "own" });
    const client = wrapOpenAI(new (openaiOf("wrapped-bare").OpenAI)(OPTIONS));
    return { client, flush: () => telemetry.flush() };
  },
  async "agentscribe, content"(url) {
    const { init } = root("agentscribe") as typeof import("../../src/index.ts");
    const { wrapOpenAI } = root("agentscribe/openai") as typeof import("../../src/instrumentation/openai/index.ts");
    const telemetry = init({ exporters: [{ url }], host: "own", capture: "full" });
    const client = wrapOpenAI(new (openaiOf("wrapped-bare").OpenAI)(OPTIONS));
    return { client, flush: () => telemetry.flush() };
  },
  async "agentscribe, fetch"(url) {
    const { init } = root("agentscribe") as typeof import("../../src/index.ts");
    const { instrumentFetch } = root("agentscribe/fetch") as { instrumentFetch<F>(fetch: F): F };
    const telemetry = init({ exporters: [{ url }], host: "own" });
    const client = new (openaiOf("wrapped-bare").OpenAI)({ ...OPTIONS, fetch: instrumentFetch(OPTIONS.fetch) });
    return { client, flush: () => telemetry.flush() };
  },
  async langfuse(url) {
    const peer = "wrapped-langfuse";
    const { LangfuseSpanProcessor } = load<{
      LangfuseSpanProcessor: new (o: object) => { forceFlush(): Promise<void> };
    }>(peer, "@langfuse/otel");
    const { NodeTracerProvider } = load<Tracing>(peer, "@opentelemetry/sdk-trace-node");
    const { observeOpenAI } = load<{ observeOpenAI(client: Client): Client }>(peer, "@langfuse/openai");
    const processor = new LangfuseSpanProcessor({ baseUrl: url, publicKey: "pk-lf-bench", secretKey: "sk-lf-bench" });
    new NodeTracerProvider({ spanProcessors: [processor] }).register();
    return { client: observeOpenAI(new (openaiOf(peer).OpenAI)(OPTIONS)), flush: () => processor.forceFlush() };
  },
  async langsmith(url) {
    const peer = "wrapped-langsmith";
    process.env.LANGSMITH_TRACING = "true";
    const { Client } = load<{ Client: new (o: object) => { awaitPendingTraceBatches(): Promise<void> } }>(
      peer,
      "langsmith",
    );
    const { wrapOpenAI } = load<{ wrapOpenAI(client: Client, options: object): Client }>(peer, "langsmith/wrappers");
    const client = new Client({ apiUrl: url, apiKey: "bench" });
    const wrapped = wrapOpenAI(new (openaiOf(peer).OpenAI)(OPTIONS), { client, tracingEnabled: true });
    return { client: wrapped, flush: () => client.awaitPendingTraceBatches() };
  },
  async braintrust(url) {
    const peer = "wrapped-braintrust";
    const { initLogger, wrapOpenAI } = load<{
      initLogger(o: object): { flush(): Promise<void> };
      wrapOpenAI(c: Client): Client;
    }>(peer, "braintrust");
    const logger = initLogger({ projectName: "bench", apiKey: "sk-bench", appUrl: url, asyncFlush: true });
    return { client: wrapOpenAI(new (openaiOf(peer).OpenAI)(OPTIONS)), flush: () => logger.flush() };
  },
  async opentelemetry(url) {
    const peer = "wrapped-opentelemetry";
    const { OpenAIInstrumentation } = load<{ OpenAIInstrumentation: new () => unknown }>(
      peer,
      "@opentelemetry/instrumentation-openai",
    );
    const { NodeSDK } = load<{ NodeSDK: new (o: object) => { start(): void } }>(peer, "@opentelemetry/sdk-node");
    const { BatchSpanProcessor } = load<{ BatchSpanProcessor: new (o: object) => { forceFlush(): Promise<void> } }>(
      peer,
      "@opentelemetry/sdk-trace",
    );
    const { OTLPTraceExporter } = load<Tracing>(peer, "@opentelemetry/exporter-trace-otlp-proto");
    const processor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${url}/v1/traces` }) });
    // Patches what is required from here on.
    new NodeSDK({ spanProcessors: [processor], instrumentations: [new OpenAIInstrumentation()] }).start();
    return { client: new (openaiOf(peer).OpenAI)(OPTIONS), flush: () => processor.forceFlush() };
  },
  async openllmetry(url) {
    const peer = "wrapped-openllmetry";
    const provider = tracing(peer, url);
    provider.register();
    const { OpenAIInstrumentation } = load<{
      OpenAIInstrumentation: new (
        o: object,
      ) => { manuallyInstrument(m: unknown): void; setTracerProvider(p: unknown): void };
    }>(peer, "@traceloop/instrumentation-openai");
    const instrumentation = new OpenAIInstrumentation({ enrichTokens: false });
    instrumentation.setTracerProvider(provider);
    const { OpenAI } = openaiOf(peer);
    instrumentation.manuallyInstrument(OpenAI);
    return { client: new OpenAI(OPTIONS), flush: () => provider.forceFlush() };
  },
  async openinference(url) {
    const peer = "wrapped-openinference";
    const provider = tracing(peer, url);
    provider.register();
    const { OpenAIInstrumentation } = load<{
      OpenAIInstrumentation: new () => { manuallyInstrument(m: unknown): void; setTracerProvider(p: unknown): void };
    }>(peer, "@arizeai/openinference-instrumentation-openai");
    const instrumentation = new OpenAIInstrumentation();
    instrumentation.setTracerProvider(provider);
    const { OpenAI } = openaiOf(peer);
    instrumentation.manuallyInstrument(OpenAI);
    return { client: new OpenAI(OPTIONS), flush: () => provider.forceFlush() };
  },
};
