import type { Context, LoggerProvider, Span, SpanOptions, Tracer, TracerProvider } from "@opentelemetry/api";
import { delegateOf } from "./delegate-of.ts";

type Logger = ReturnType<LoggerProvider["getLogger"]>;

/** Providers to register: what was got from them follows to the application's own once that is there. */
export interface FollowingProviders {
  readonly tracers: TracerProvider;
  readonly loggers: LoggerProvider | undefined;
  /** What the application registered is used from here on. */
  follow(name: string, provider: object): void;
}

export function createFollowingProviders(
  own: TracerProvider,
  ownLoggers: LoggerProvider | undefined,
  { silent, isPaused }: { readonly silent: TracerProvider; readonly isPaused: () => boolean },
): FollowingProviders {
  let tracerProvider = own;
  let loggerProvider = ownLoggers;
  const tracers: TracerProvider = {
    getTracer: (...args) =>
      new FollowingTracer(() => {
        // The API registers a proxy before it puts the provider behind it.
        const isOwn = tracerProvider === own || delegateOf(tracerProvider) === tracers;
        return !isOwn ? tracerProvider : isPaused() ? silent : own;
      }, args),
  };
  return {
    tracers,
    loggers: ownLoggers && {
      getLogger: (...args) => {
        const isSilent = (): boolean => loggerProvider === ownLoggers && isPaused();
        return followingLogger(() => (isSilent() ? undefined : (loggerProvider ?? ownLoggers)), args);
      },
    },
    follow(name, provider) {
      if (name === "trace") tracerProvider = provider as TracerProvider;
      if (name === "logs") loggerProvider = provider as LoggerProvider;
    },
  };
}

class FollowingTracer implements Tracer {
  readonly #provider: () => TracerProvider;
  readonly #args: Parameters<TracerProvider["getTracer"]>;
  #from: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  constructor(provider: () => TracerProvider, args: Parameters<TracerProvider["getTracer"]>) {
    this.#provider = provider;
    this.#args = args;
  }

  startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    return this.#current().startSpan(name, options, context);
  }

  startActiveSpan<F extends (span: Span) => unknown>(...args: unknown[]): ReturnType<F> {
    const tracer = this.#current();
    return Reflect.apply(tracer.startActiveSpan, tracer, args) as ReturnType<F>;
  }

  #current(): Tracer {
    const provider = this.#provider();
    if (this.#tracer === undefined || provider !== this.#from) {
      this.#from = provider;
      this.#tracer = provider.getTracer(...this.#args);
    }
    return this.#tracer;
  }
}

function followingLogger(
  provider: () => LoggerProvider | undefined,
  args: Parameters<LoggerProvider["getLogger"]>,
): Logger {
  let from: LoggerProvider | undefined;
  let logger: Logger | undefined;
  const current = (): Logger | undefined => {
    const now = provider();
    if (now === undefined) return undefined;
    if (logger === undefined || now !== from) {
      from = now;
      logger = now.getLogger(...args);
    }
    return logger;
  };
  return {
    emit: (record) => current()?.emit(record),
    enabled: (...options) => current()?.enabled(...options) ?? false,
  };
}
