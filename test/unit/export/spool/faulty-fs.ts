import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";

export type Operation = keyof SpoolFs;

/** What happens instead of a call: it throws, or (a write) takes only so many bytes. */
export type Fault = { readonly code: string } | { readonly bytes: number };

/** Thrown for every call once the process is taken to be dead. */
export class Killed extends Error {}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/**
 * A real file system whose calls fail as `plan` says. It is asked before each call.
 *
 * `killAfter` ends the process after that many calls that change something: a write may have taken part of its bytes.
 */
export class FaultyFs {
  plan: (operation: Operation, target: unknown) => Fault | undefined = () => undefined;
  killAfter: number = Number.POSITIVE_INFINITY;
  /** Calls so far that change something. */
  changes = 0;
  killed = false;
  readonly #real: SpoolFs;
  readonly #handles = new Set<number>();

  constructor() {
    const real = nodeSpoolFs();
    if (real === undefined) throw new Error("no file system");
    this.#real = real;
  }

  get fs(): SpoolFs {
    const changing: readonly Operation[] = [
      ...(["create", "write", "truncate", "touch", "rename", "remove", "makeFolder", "writeHead"] as const),
    ];
    const call = (operation: Operation, args: readonly unknown[]): unknown => {
      if (this.killed) throw new Killed();
      const fault = this.plan(operation, args[0]);
      if (fault !== undefined && "code" in fault) throw systemError(fault.code);
      if (operation === "write" && fault !== undefined) return this.#short(args, fault.bytes);
      if (changing.includes(operation)) this.#change(operation, args);
      const result = (this.#real[operation] as (...args: readonly unknown[]) => unknown)(...args);
      if (operation === "create" || operation === "openAppend") this.#handles.add(result as number);
      if (operation === "close") this.#handles.delete(args[0] as number);
      return result;
    };
    const asynchronous: readonly Operation[] = ["read", "sync", "list", "lookUp"];
    const entries = (Object.keys(this.#real) as Operation[]).map((operation) => [
      operation,
      asynchronous.includes(operation)
        ? async (...args: readonly unknown[]) => call(operation, args)
        : (...args: readonly unknown[]) => call(operation, args),
    ]);
    return Object.fromEntries(entries) as SpoolFs;
  }

  /** Closes what a dead process would have open; every later call of it fails. */
  close(): void {
    this.killed = true;
    for (const handle of this.#handles) this.#real.close(handle);
    this.#handles.clear();
  }

  #change(operation: Operation, args: readonly unknown[]): void {
    if (this.changes++ < this.killAfter) return;
    this.killed = true;
    if (operation === "write") this.#short(args, Math.floor(Number(args[3]) / 2));
    throw new Killed();
  }

  #short([handle, buffer, offset]: readonly unknown[], bytes: number): number {
    return bytes === 0 ? 0 : this.#real.write(handle as number, buffer as Uint8Array, offset as number, bytes);
  }
}
