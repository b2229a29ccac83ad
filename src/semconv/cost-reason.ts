/** Value of `agentscribe.cost.reason` where a request was refused or never arrived: there is no cost, and none is missing. */
export const REQUEST_REFUSED = "request_refused";
