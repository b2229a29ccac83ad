export { instrumentFetch } from "./instrument-fetch.ts";
