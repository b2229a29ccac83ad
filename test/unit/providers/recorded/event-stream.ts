/** The JSON frames of server-sent events, or of one JSON object a line. Some recordings lost the empty lines between events. */
export function readTextEvents(body: string): readonly unknown[] {
  const frames: unknown[] = [];
  for (const line of body.replace(/(\}|\[DONE\])(event|data|id): ?/g, "$1\n$2: ").split(/\r?\n/)) {
    const json = line.startsWith("data:") ? line.slice("data:".length).trim() : line.trim();
    if (!json.startsWith("{")) continue;
    try {
      frames.push(JSON.parse(json));
    } catch {
      // A recording may be cut in the middle of a frame.
    }
  }
  return frames;
}

/** The events of an AWS event stream: of ConverseStream by their name, of InvokeModel as chunks with bytes. */
export function readBinaryEvents(stream: Buffer): readonly unknown[] {
  const frames: unknown[] = [];
  let offset = 0;
  while (offset + 16 <= stream.length) {
    const total = stream.readUInt32BE(offset);
    const headersLength = stream.readUInt32BE(offset + 4);
    if (total < 16 || offset + total > stream.length) break;
    const headersEnd = offset + 12 + headersLength;
    const name = eventName(stream.subarray(offset + 12, headersEnd));
    const payload = JSON.parse(stream.subarray(headersEnd, offset + total - 4).toString("utf8")) as { bytes?: string };
    frames.push(
      name === "chunk"
        ? { chunk: { bytes: new Uint8Array(Buffer.from(payload.bytes ?? "", "base64")) } }
        : { [name]: payload },
    );
    offset += total;
  }
  return frames;
}

const STRING_HEADER = 7;

function eventName(headers: Buffer): string {
  let offset = 0;
  while (offset < headers.length) {
    const nameLength = headers.readUInt8(offset);
    const name = headers.toString("utf8", offset + 1, offset + 1 + nameLength);
    offset += 1 + nameLength;
    if (headers.readUInt8(offset) !== STRING_HEADER) break;
    const length = headers.readUInt16BE(offset + 1);
    const value = headers.toString("utf8", offset + 3, offset + 3 + length);
    if (name === ":event-type") return value;
    offset += 3 + length;
  }
  return "";
}
