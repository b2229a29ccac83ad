import { createServer } from "node:http";

/** An OTLP backend that takes everything and keeps nothing, in a process of its own so that its work is not measured. */
const server = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, { "content-type": "application/x-protobuf" }).end());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);
});
process.on("disconnect", () => process.exit());
