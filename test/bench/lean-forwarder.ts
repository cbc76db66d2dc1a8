// The cheapest forwarder: node:http receives, undici sends on, the body is one buffer, and no headers are copied.
// Nobody
// could use it as a proxy; it shows how fast forwarding can be at most. It runs as a process of its own:
// node test/bench/lean-forwarder.ts http://127.0.0.1:PORT
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, request } from 'undici'

const [upstream = ''] = process.argv.slice(2)
const dispatcher = new Agent({
  allowH2: false,
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 30_000,
  pipelining: 1,
})

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => void forward(incoming, Buffer.concat(chunks), outgoing))
})

async function forward(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> {
  const answer = await request(upstream + incoming.url, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  outgoing.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) })
  answer.body.pipe(outgoing)
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
