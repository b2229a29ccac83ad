/** The tool whose runs are the work of every host. */
export const WORK_TOOL = "search";

/** The name of its span. */
export const WORK_SPAN: string = `execute_tool ${WORK_TOOL}`;

/** The event that hosts record beside it when they are told to. */
export const WORK_EVENT = "decision";
