export { instrumentHttp } from "../http/instrument-http.ts";
export { instrumentFetch } from "./instrument-fetch.ts";
