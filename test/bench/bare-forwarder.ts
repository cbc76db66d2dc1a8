// A simple but usable forwarder: Fastify receives, undici sends on, all headers are copied, bodies are streamed both
// ways.
// It runs as a process of its own: node test/bench/bare-forwarder.ts http://127.0.0.1:PORT
import fastify from 'fastify'
import { Agent, request } from 'undici'

const [upstream = ''] = process.argv.slice(2)
const dispatcher = new Agent({
  allowH2: false,
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 30_000,
  pipelining: 1,
})

const app = fastify({ logger: false })
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', (_request, _payload, done) => done(null))
app.post('/*', async (incoming, reply) => {
  const { host: _, connection: __, 'content-length': length, ...headers } = incoming.headers
  const answer = await request(upstream + incoming.url, {
    dispatcher,
    method: 'POST',
    headers: { ...headers, ...(length !== undefined && { 'content-length': length }) },
    body: incoming.raw,
  })
  const { connection: ___, 'keep-alive': ____, 'transfer-encoding': _____, ...answered } = answer.headers
  return reply.code(answer.statusCode).headers(answered).send(answer.body)
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
