/** Bytes of all files in a spool directory, where the options do not say otherwise. */
export const DEFAULT_MAX_BYTES: number = 256 * 1024 * 1024;
/** The share of a disk from which on nothing more is kept on it. */
export const MAX_DISK_USE = 0.95;
