/** Writes protobuf messages of OTLP for generated data, as a sender's own encoder would. */
export class Protobuf {
  #bytes = Buffer.allocUnsafe(1 << 20);
  #end = 0;

  /** What was written since the last call. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
    return taken;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#head(field, 2);
    this.#varint(value.byteLength);
    this.#room(value.byteLength);
    this.#bytes.set(value, this.#end);
    this.#end += value.byteLength;
    return this;
  }

  text(field: number, value: string): this {
    this.#head(field, 2);
    const length = Buffer.byteLength(value);
    this.#varint(length);
    this.#room(length);
    this.#bytes.write(value, this.#end, "utf8");
    this.#end += length;
    return this;
  }

  integer(field: number, value: number): this {
    this.#head(field, 0);
    this.#varint(value);
    return this;
  }

  double(field: number, value: number): this {
    this.#head(field, 1);
    this.#room(8);
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
    return this;
  }

  /** A time in microseconds, written in nanoseconds. */
  time(field: number, micros: number): this {
    this.#head(field, 1);
    this.#room(8);
    this.#end = this.#bytes.writeBigUInt64LE(BigInt(micros) * 1_000n, this.#end);
    return this;
  }

  /** A message inside this one. */
  message(field: number, write: (inner: this) => void): this {
    this.#head(field, 2);
    const start = this.#end;
    write(this);
    const end = this.#end;
    this.#varint(end - start);
    // Its length is known only now, and goes before it.
    const written = this.#end - end;
    const length = Buffer.from(this.#bytes.subarray(end, this.#end));
    this.#bytes.copyWithin(start + written, start, end);
    this.#bytes.set(length, start);
    return this;
  }

  attributes(field: number, attributes: Readonly<Record<string, string | number | boolean | undefined>>): this {
    for (const [key, value] of Object.entries(attributes)) {
      if (value === undefined) continue;
      this.message(field, (pair) =>
        pair.text(1, key).message(2, (inner) => {
          if (typeof value === "string") inner.text(1, value);
          else if (typeof value === "boolean") inner.integer(2, value ? 1 : 0);
          else if (Number.isInteger(value)) inner.integer(3, value);
          else inner.double(4, value);
        }),
      );
    }
    return this;
  }

  #head(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#room(10);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#end++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#end++] = rest;
  }

  #room(length: number): void {
    if (this.#end + length <= this.#bytes.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.byteLength * 2, this.#end + length));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
