import { TextDecoder } from "node:util";
/** One message of an event stream of AWS. */
export interface EventStreamMessage {
  /** Text headers by name: `:event-type`, `:message-type`, `:exception-type` ... */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

/** More than any message has; bytes that claim more are none of an event stream. */
const MAX_MESSAGE_BYTES: number = 16 * 1024 * 1024;

/**
 * Splits bytes into the messages of `application/vnd.amazon.eventstream`, however they are cut. Checksums are left to the client that reads the
 * same bytes.
 */
export function createEventStreamDecoder(
  onMessage: (message: EventStreamMessage) => void,
): (bytes: Uint8Array) => void {
  let pending: Uint8Array[] = [];
  let length = 0;
  let needed = PRELUDE_BYTES;
  let isBroken = false;
  const take = (): Uint8Array => {
    const whole = pending.length === 1 ? (pending[0] as Uint8Array) : Buffer.concat(pending);
    pending = [whole];
    return whole;
  };
  return (bytes) => {
    if (isBroken || bytes.byteLength === 0) return;
    pending.push(bytes);
    length += bytes.byteLength;
    while (length >= needed) {
      const whole = take();
      const size = viewOf(whole).getUint32(0);
      if (size < PRELUDE_BYTES + CHECKSUM_BYTES || size > MAX_MESSAGE_BYTES) {
        isBroken = true;
        pending = [];
        return;
      }
      needed = size;
      if (length < size) return;
      onMessage(readMessage(whole.subarray(0, size)));
      pending = [whole.subarray(size)];
      length -= size;
      needed = PRELUDE_BYTES;
    }
  };
}

function readMessage(message: Uint8Array): EventStreamMessage {
  const headersEnd = PRELUDE_BYTES + viewOf(message).getUint32(4);
  return {
    headers: readHeaders(message.subarray(PRELUDE_BYTES, headersEnd)),
    payload: message.subarray(headersEnd, message.byteLength - CHECKSUM_BYTES),
  };
}

/** Bytes that a value takes by its type; -1 stands for a length of two bytes before it. */
const VALUE_BYTES = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];
const TEXT_TYPE = 7;

function readHeaders(bytes: Uint8Array): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const view = viewOf(bytes);
  const text = (from: number, to: number): string => decoder.decode(bytes.subarray(from, to));
  for (let at = 0; at < bytes.byteLength; ) {
    const nameEnd = at + 1 + view.getUint8(at);
    const name = text(at + 1, nameEnd);
    const type = view.getUint8(nameEnd);
    const fixed = VALUE_BYTES[type];
    if (fixed === undefined) break;
    const start = nameEnd + (fixed === -1 ? 3 : 1);
    const end = start + (fixed === -1 ? view.getUint16(nameEnd + 1) : fixed);
    if (type === TEXT_TYPE) headers[name] = text(start, end);
    at = end;
  }
  return headers;
}

const decoder = new TextDecoder();

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
