import { createHttpTransport } from "../../../src/export/http/transport.ts";

// Begins one request, and stays for its answer only if asked; never closes the transport.
const { wait, ...options } = JSON.parse(process.argv[2] ?? "");
const stay = setTimeout(() => {}, wait ? 60_000 : 300);
process.stdout.write("begun\n");
const posted = createHttpTransport(options).post(Buffer.from("x"), "application/x-protobuf", async () => ({}));
void posted.then((result) => {
  clearTimeout(stay);
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
