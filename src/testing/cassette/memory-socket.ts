import { Duplex } from "node:stream";
import { turn } from "./real-time.ts";

/** One end of a connection that stays in the process. Has what HTTP clients ask of a socket. */
export class MemorySocket extends Duplex {
  readonly encrypted: boolean;
  readonly authorized = true;
  readonly alpnProtocol: string | false = false;
  readonly connecting = false;
  readonly pending = false;
  readonly remoteAddress = "127.0.0.1";
  readonly remoteFamily = "IPv4";
  readonly remotePort = 443;
  readonly localAddress = "127.0.0.1";
  readonly localPort = 1;
  bytesRead = 0;
  bytesWritten = 0;
  #other: MemorySocket | undefined;
  #whenRead: (() => void) | undefined;

  private constructor(encrypted: boolean) {
    super();
    this.encrypted = encrypted;
  }

  /** Both ends of a connection. */
  static pair(encrypted: boolean): readonly [client: MemorySocket, server: MemorySocket] {
    const [client, server] = [new MemorySocket(encrypted), new MemorySocket(encrypted)];
    client.#other = server;
    server.#other = client;
    return [client, server];
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return { address: this.localAddress, family: this.remoteFamily, port: this.localPort };
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  override _read(): void {
    const whenRead = this.#whenRead;
    this.#whenRead = undefined;
    whenRead?.();
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: () => void): void {
    const other = this.#other;
    this.bytesWritten += bytes.byteLength;
    if (other === undefined || other.destroyed || bytes.byteLength === 0) {
      process.nextTick(done);
      return;
    }
    other.bytesRead += bytes.byteLength;
    if (other.push(bytes)) process.nextTick(done);
    else other.#whenRead = done;
  }

  override _final(done: () => void): void {
    if (this.#other?.destroyed === false) this.#other.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const other = this.#other;
    process.nextTick(() => {
      if (other === undefined || other.destroyed) return;
      // As a peer that goes: an end, then nothing.
      other.push(null);
      other.resume();
      void turn().then(() => other.destroy());
    });
    done(error);
  }
}
