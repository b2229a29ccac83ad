/** What a program said, but for the reminder that its prices are old: that comes by the calendar, and tells nothing of the program. */
export function withoutReminder(stderr: string): string {
  return stderr.replaceAll(/^agentscribe: no price is known for a model, with prices of .* days old: .*\n/gm, "");
}
