import type { Vendor, VendorSet } from "../vendors/load.ts";
import type { WrapperName } from "../vendors/replay/driver.ts";
import type { Protocol } from "./protocol.ts";

/** What is asked of a client. */
export interface Ask {
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
  /** More of the request, in the protocol's own words. */
  readonly more?: object;
}

/** One client of one major, speaking one protocol. */
export interface Contender {
  readonly wrapper: WrapperName;
  readonly packageName: string;
  readonly set: VendorSet;
  readonly protocol: Protocol;
  /** A new client that talks to the scripted server, and tries again twice where it can. */
  make(vendor: Vendor, url: string): Vendor;
  /** The model call, exactly what the client returns: a promise of its own class, or a plain one. */
  ask(client: Vendor, ask: Ask): Vendor;
  /** The chunks of a streamed answer. */
  chunks?(answer: Vendor): AsyncIterable<unknown>;
  /** A request in the protocol's words that has an explicit zero. */
  readonly zero: object;
  /** The client tries again by itself. */
  readonly retries?: boolean;
  /** The client has no way to abort a call before it is answered. */
  readonly abortsStreamsOnly?: boolean;
  /** The client gives up its own time limit for a signal, so that it is given none for a budget. */
  readonly givesUpTimeLimit?: boolean;
  /** The promise of a call has `withResponse()` and `asResponse()`. */
  readonly rawResponses?: boolean;
  /** Methods that a streamed answer has. */
  readonly streamMethods?: readonly string[];
  /** Runs the client's streaming helper; resolves to the whole text. */
  helper?(client: Vendor): Promise<string>;
  /** Parses a structured answer. */
  parse?(client: Vendor): Promise<unknown>;
  /** A client class of one's own. */
  subclass?(vendor: Vendor): Vendor;
}
