import { planRequest } from "../../instrumentation/http/plan-request.ts";
import { readRequestBody } from "../../instrumentation/http/request-body.ts";
import type { Restore } from "../../instrumentation/patch.ts";
import { providerOf } from "../../providers/index.ts";
import type { Cleaner } from "./cleaner.ts";
import { describeRequest } from "./describe-request.ts";
import { CassetteError } from "./format.ts";
import { forward } from "./forward.ts";
import { interceptHttp2 } from "./intercept-http2.ts";
import { interceptNodeHttp } from "./intercept-node-http.ts";
import { interceptUndici } from "./intercept-undici.ts";
import type { Interception } from "./interception.ts";
import { type Answer, createMemoryServer, type ReceivedRequest } from "./memory-server.ts";
import { playExchange, type ReplaySpeed } from "./play-exchange.ts";
import { turn } from "./real-time.ts";
import { refuseRequest } from "./refuse-request.ts";
import type { Tape } from "./tape.ts";
import { type MatchRequest, watchedRequest } from "./watched-requests.ts";

export interface ReplayTrafficOptions {
  readonly tape: Tape;
  readonly cleaner: Cleaner;
  readonly speed: ReplaySpeed;
  readonly match: MatchRequest | undefined;
  /** Sends what is missing to whom it is meant for. */
  readonly goesOn: boolean;
}

/** Answers the requests that belong to a cassette from it, in this process, whatever transport of Node they take. */
export function replayTraffic(options: ReplayTrafficOptions): Restore {
  const { match, tape } = options;
  const hosts = new Set(
    tape.entries.flatMap((entry) =>
      entry.kind === "exchange" ? [`${entry.request.scheme}://${entry.request.host}`] : [],
    ),
  );
  const server = createMemoryServer(createAnswer(options));
  const interception: Interception = {
    isWatched: (method, url) => watchedRequest(match, method, url) !== undefined,
    isWatchedHost: (origin) => hosts.has(origin) || providerOf(new URL(origin).hostname) !== undefined,
    server,
    refuse: (method, url) => tape.refuseRoute(method, url),
  };
  const restores: Restore[] = [];
  const restoreAll = (): void => {
    for (const restore of restores.splice(0)) restore();
    server.close();
  };
  try {
    for (const intercept of [interceptUndici, interceptNodeHttp, interceptHttp2])
      restores.push(intercept(interception));
  } catch (error) {
    restoreAll();
    throw error;
  }
  return restoreAll;
}

function createAnswer({ tape, cleaner, speed, match, goesOn }: ReplayTrafficOptions): Answer {
  return async (sent, reply) => {
    // As over a network: a caller that asks again and again, and never waits, must not hold the process.
    await turn();
    if (!isOfCassette(match, sent)) return await forward(sent, reply);
    const request = describeRequest(sent, cleaner);
    const entry = tape.takeExchange(request);
    if (entry === undefined) {
      return goesOn ? await forward(sent, reply) : refuseRequest(tape.refuseExchange(request), reply);
    }
    try {
      await playExchange(entry, reply, speed);
    } catch (error) {
      if (error instanceof CassetteError) refuseRequest(tape.refuseEntry(entry, error.message), reply);
      else throw error;
    }
  };
}

/** The address was looked at before; some only their bodies tell. */
function isOfCassette(match: MatchRequest | undefined, { method, url, body }: ReceivedRequest): boolean {
  const watched = watchedRequest(match, method, url.href);
  if (watched === undefined) return false;
  return watched.endpoint === undefined || planRequest(watched.endpoint, readRequestBody(body)) !== undefined;
}
