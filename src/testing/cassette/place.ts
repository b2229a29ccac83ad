import { activeClientValue } from "../../internal/active-client.ts";

/** The trace and the session in which something happens. */
export interface Place {
  readonly trace?: string;
  readonly session?: string;
}

/** Asked of the active client, by what it would tell another process. Never throws. */
export function activePlace(): Place {
  try {
    const client = activeClientValue() as { injectEnv?(carrier: object): unknown } | undefined;
    const { TRACEPARENT, BAGGAGE } = (client?.injectEnv?.({}) ?? {}) as Readonly<Record<string, string | undefined>>;
    const trace = TRACEPARENT?.split("-")[1];
    const session = /(?:^|,)\s*session\.id=([^,;]+)/.exec(BAGGAGE ?? "")?.[1];
    return {
      ...(trace !== undefined && { trace }),
      ...(session !== undefined && { session: decodeURIComponent(session) }),
    };
  } catch {
    return {};
  }
}
