import { type AddressInfo, createServer, type Socket } from "node:net";

/** Whole answers, or what a server keeps writing until the other end goes away. */
const ANSWERS: Readonly<Record<string, (socket: Socket) => void>> = {
  truncated: (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n\x0a\x7f\x08"),
  announced: (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 4294967296\r\n\r\n");
    flood(socket, Buffer.alloc(65_536, 0xff));
  },
  endless: (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    flood(socket, Buffer.from(`8000\r\n${"x".repeat(0x8000)}\r\n`));
  },
  garbage: (socket) => flood(socket, Buffer.alloc(65_536, 0x80)),
  headers: (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    flood(socket, Buffer.from("x-more: header\r\n".repeat(4_096)));
  },
  nesting: (socket) => {
    const body = "[".repeat(60_000);
    socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  },
  "slow head": (socket) => trickle(socket, "", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
  "slow body": (socket) => trickle(socket, "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", "x".repeat(500)),
};

function flood(socket: Socket, block: Buffer): void {
  const write = (): void => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on("drain", write);
  write();
}

/** `slowly` goes out at one byte a second. */
function trickle(socket: Socket, atOnce: string, slowly: string): void {
  socket.write(atOnce);
  let next = 0;
  const timer = setInterval(() => socket.write(slowly[next++] ?? ""), 1_000);
  socket.on("close", () => clearInterval(timer));
}

// A process of its own: it would block the loop that is watched. The name of the answer is the path of the request.
const server = createServer((socket) => {
  let head = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    if (head.includes("\r\n")) return;
    head += chunk.toString("latin1");
    const name = /^POST \/([^ ]+)/.exec(head)?.[1];
    if (name !== undefined) ANSWERS[decodeURIComponent(name)]?.(socket);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
