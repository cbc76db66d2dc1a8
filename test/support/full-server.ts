// A server whose queue of connections is full, so that the operating system makes all further connections wait.
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

// The server never accepts a connection, because its thread sleeps.
const source = `
  const { createServer } = require('node:net')
  const { parentPort } = require('node:worker_threads')
  const server = createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`

export async function startFullServer(): Promise<{ readonly origin: string } & AsyncDisposable> {
  const worker = new Worker(source, { eval: true })
  const port = await new Promise<number>(resolve => worker.once('message', resolve))
  const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await new Promise(resolve => waiting[0]?.once('connect', resolve))
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of waiting) socket.destroy()
      await worker.terminate()
    },
  }
}
