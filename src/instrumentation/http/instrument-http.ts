import { attempt } from "../../internal/attempt.ts";
import { isOff } from "../is-off.ts";
import type { Restore } from "../patch.ts";
import { modelTraffic } from "./model-traffic.ts";
import { watchNodeHttp } from "./node-http.ts";
import { watchNodeHttp2 } from "./node-http2.ts";
import { watchUndici } from "./undici.ts";

/**
 * Records every model request of this process that nothing above saw, on the wire itself: through undici, `node:http`, `node:https` and
 * `node:http2`. It counts those that were seen, and those that nobody recorded, for `doctor`.
 *
 * @returns what undoes it
 */
export function instrumentHttp(): Restore {
  const traffic = modelTraffic();
  if (traffic.watchedBy !== undefined || isOff()) return () => undefined;
  const restores = [watchUndici, watchNodeHttp, watchNodeHttp2].map((watch) => attempt(watch));
  const mine = {};
  traffic.watchedBy = mine;
  return () => {
    if (traffic.watchedBy !== mine) return;
    traffic.watchedBy = undefined;
    for (const restore of restores) restore?.();
  };
}
