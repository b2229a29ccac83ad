import { forwarding } from "../../instrumentation/http/forwarding.ts";
import { watchNodeHttp } from "../../instrumentation/http/node-http.ts";
import { watchNodeHttp2 } from "../../instrumentation/http/node-http2.ts";
import type { StartExchange } from "../../instrumentation/http/start-exchange.ts";
import { watchUndici } from "../../instrumentation/http/undici.ts";
import { createDiag } from "../../internal/diag.ts";
import { describeError } from "../../internal/guard.ts";
import type { CassetteFile } from "./cassette-file.ts";
import type { Cleaner } from "./cleaner.ts";
import { turn } from "./real-time.ts";
import { RecordedExchange } from "./record-exchange.ts";
import { type MatchRequest, watchedRequest } from "./watched-requests.ts";

export interface RecordTrafficOptions {
  readonly file: CassetteFile;
  readonly cleaner: Cleaner;
  readonly maxBodyBytes: number;
  readonly match: MatchRequest | undefined;
  readonly nextSeq: () => number;
  /** Records only what a replay hands on to the network. */
  readonly onlyForwarded: boolean;
}

export interface TrafficRecorder {
  /** Sees no more, and writes what is under way as far as it came. */
  stopNow(): void;
  /** The same, after what is over was unpacked. */
  stop(): Promise<void>;
}

/** Unpacking takes a few turns after the last byte; the exchange of a caller that never reads on has no end. */
const MAX_TURNS = 50;

/** Watches the requests of this process through every transport of Node, and writes each exchange when it is over. */
export function recordTraffic(options: RecordTrafficOptions): TrafficRecorder {
  const { file, cleaner, maxBodyBytes, match, nextSeq, onlyForwarded } = options;
  const open = new Set<RecordedExchange>();
  const diag = createDiag();
  let isOn = true;
  const sink = {
    cleaner,
    maxBodyBytes,
    write: file.append.bind(file),
    failed: (error: unknown) => diag.error("cassette:record", `an exchange was not recorded: ${describeError(error)}`),
  };
  const start: StartExchange = (method, url, headers) => {
    if (!isOn || forwarding().isOn !== onlyForwarded || !URL.canParse(url)) return undefined;
    const watched = watchedRequest(match, method, url);
    if (watched === undefined) return undefined;
    const request = { method, url: new URL(url), headers, endpoint: watched.endpoint, seq: nextSeq() };
    const exchange = new RecordedExchange(request, sink, (done) => open.delete(done));
    open.add(exchange);
    return exchange;
  };
  const restores = [watchUndici(start), watchNodeHttp(start), watchNodeHttp2(start)];
  const stopNow = (): void => {
    isOn = false;
    for (const restore of restores.splice(0)) restore();
    for (const exchange of open) exchange.stop();
  };
  return {
    stopNow,
    async stop() {
      isOn = false;
      for (let turns = 0; turns < MAX_TURNS && open.size > 0; turns++) await turn();
      stopNow();
    },
  };
}
