/** The path of what the server says of a session. A URL loses `.` and `..` in a path however they are encoded; with `~` before them they stay. */
export function sessionPath(id: string): string {
  return `/api/sessions/${encodeURIComponent(id.replace(/^~*\.+$/, "~$&"))}`;
}

/** The id of a session from its part of such a path, decoded. */
export function sessionOfPath(part: string): string {
  return part.replace(/^~(~*\.+)$/, "$1");
}
