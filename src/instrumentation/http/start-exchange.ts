import { forwarding } from "./forwarding.ts";
import { modelEndpoint } from "./model-endpoints.ts";
import { type WireExchange, watchExchange } from "./wire-exchange.ts";
import type { WireHeaders } from "./wire-response.ts";

/** Decides about a request when it is made, before anything of it is sent: absent when nobody wants to see it. */
export type StartExchange = (method: string, url: string, headers: () => WireHeaders) => WireExchange | undefined;

/** Watches requests to models, to record those that nothing above did. */
export const startModelExchange: StartExchange = (method, url) => {
  const endpoint = forwarding().isOn ? undefined : modelEndpoint(method, url);
  return endpoint === undefined ? undefined : watchExchange(endpoint);
};
