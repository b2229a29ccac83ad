import { attempt } from "../../internal/attempt.ts";
import { countAttempts, type Fetch } from "../http/attempts.ts";
import { markForeignCall } from "../http/foreign-call.ts";
import { type ModelEndpoint, modelEndpoint } from "../http/model-endpoints.ts";
import { planRequest } from "../http/plan-request.ts";
import { readRequestBody } from "../http/request-body.ts";
import { isOff } from "../is-off.ts";
import { type AnyFunction, observedMethod, type PlanCall, type PlannedCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { isWaiting } from "../start-on-use.ts";
import { isToldRequest } from "../told-request.ts";

/**
 * Records every model request that goes through a `fetch` and that no wrapper sees, told by its host and path. Without an argument it is the
 * global `fetch` of this process that is observed.
 *
 * The caller gets the very `Response`; its body is seen while the caller reads it, and never read, copied or held back.
 *
 * @returns what undoes it; given a `fetch`, an observed one for a client that takes it as an option
 */
export function instrumentFetch(): Restore;
export function instrumentFetch<F extends (...args: never[]) => unknown>(fetch: F): F;
export function instrumentFetch(fetch?: unknown): unknown {
  const off = isOff();
  if (fetch !== undefined) {
    const holder = { fetch };
    if (!off) patchMethod(holder, "fetch", observe);
    return holder.fetch;
  }
  const restore = off ? undefined : patchMethod(globalThis, "fetch", observe);
  return restore ?? (() => undefined);
}

/** Inside a model call this tells of attempts; a request that is a model call itself is recorded as one. */
function observe(original: AnyFunction): AnyFunction {
  const observed = observedMethod(countAttempts(original as Fetch) as AnyFunction, planFetch, {
    argument: 1,
    path: ["signal"],
  });
  return function (this: unknown, ...args: unknown[]): unknown {
    const isOther = isWaiting() && attempt(() => endpointOf(args)) === undefined;
    return Reflect.apply(isOther ? original : observed, this, args);
  };
}

const planFetch: PlanCall = (args) => {
  const endpoint = endpointOf(args);
  if (endpoint === undefined || isToldRequest()) return undefined;
  const body = readPath(args[1], "body");
  const planned = planRequest(endpoint, readRequestBody(body), body);
  if (planned === undefined || isToldRequest(modelOf(planned))) return undefined;
  markForeignCall();
  return planned;
};

function modelOf({ options }: PlannedCall): unknown {
  return readPath(options, "request", "model") ?? readPath(options, "request", "modelId");
}

function endpointOf([input, init]: readonly unknown[]): ModelEndpoint | undefined {
  const url = typeof input === "string" ? input : (readPath(input, "url") ?? readPath(input, "href"));
  const method = readPath(init, "method") ?? readPath(input, "method");
  return typeof url === "string" && typeof method === "string" ? modelEndpoint(method, url) : undefined;
}
