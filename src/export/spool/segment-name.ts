/** Who may read and remove a segment. Only one process at a time is named by it. */
export interface SegmentOwner {
  /** The boot and pid namespace that `pid` and `startTime` mean something in; `0` when unknown. */
  readonly place: string;
  readonly pid: number;
  /** When the process started, in the system's own unit; `0` when unknown. */
  readonly startTime: string;
  /** Tells apart the threads of a process, and processes that nothing else tells apart. */
  readonly instance: string;
}

/** Whose records a segment has, as checksums of 8 hexadecimal digits. */
export interface SegmentSender {
  /** What the backend knows the account by. */
  readonly credentials: string;
  /** What is the same for all processes of one application, whatever its credentials are. */
  readonly application: string;
}

/**
 * The name of a segment file, `<created>-<writer>-<sequence>-<credentials>-<application>.<owner or free>.v2.seg`. The part before the
 * first dot is the segment's own for life, and its cursor is named by it; a new owner changes the rest.
 */
export interface SegmentName {
  /** Made by {@link segmentKey}; unique. */
  readonly key: string;
  /** Milliseconds since 1970, by the writer's clock. */
  readonly createdMillis: number;
  /** One for each spool of a thread: what it writes is numbered for itself. */
  readonly writer: string;
  readonly sequence: number;
  /** Undefined when it is anybody's. */
  readonly sender: SegmentSender | undefined;
  /** Undefined when anyone may take it. */
  readonly owner: SegmentOwner | undefined;
}

export const CURSOR_SUFFIX = ".v2.ack";
/** Version 2 of the format. Another version has another suffix, so that no version touches the files of another. */
const SEGMENT =
  /^((\d{13,15})-([0-9a-f]{16})-(\d{6,9})(?:-([0-9a-f]{8})-([0-9a-f]{8}))?)\.(?:free|([0-9a-f]{1,16})-(\d{1,10})-(\d{1,20})-([0-9a-f]{16}))\.v2\.seg$/;
const CURSOR = /^(\d{13,15}-[0-9a-f]{16}-\d{6,9}(?:-[0-9a-f]{8}-[0-9a-f]{8})?)\.v2\.ack$/;

export function segmentKey(createdMillis: number, writer: string, sequence: number, sender?: SegmentSender): string {
  const created = Math.max(0, Math.floor(createdMillis));
  const key = `${String(created).padStart(13, "0")}-${writer}-${String(sequence).padStart(6, "0")}`;
  return sender === undefined ? key : `${key}-${sender.credentials}-${sender.application}`;
}

export function segmentFileName(key: string, owner: SegmentOwner | undefined): string {
  const holder = owner === undefined ? "free" : `${owner.place}-${owner.pid}-${owner.startTime}-${owner.instance}`;
  return `${key}.${holder}.v2.seg`;
}

/** Undefined for a file that is no segment of this version. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = SEGMENT.exec(name);
  if (match === null) return undefined;
  const [, key = "", created, writer = "", sequence, credentials, application, place, pid, startTime, ownerInstance] =
    match;
  const sender = credentials === undefined || application === undefined ? undefined : { credentials, application };
  const owner =
    place === undefined || startTime === undefined || ownerInstance === undefined
      ? undefined
      : { place, pid: Number(pid), startTime, instance: ownerInstance };
  return { key, createdMillis: Number(created), writer, sequence: Number(sequence), sender, owner };
}

/** The key of the segment whose cursor the file is. */
export function parseCursorName(name: string): string | undefined {
  return CURSOR.exec(name)?.[1];
}
