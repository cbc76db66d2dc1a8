import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ownerOfPort } from '../../../gateway/ingress/port-owner.ts'

let server: Server | undefined
afterEach(() => server?.close())

const isTold = process.platform !== 'win32'

test.runIf(isTold).for(['127.0.0.1', '0.0.0.0', '::'])(
  'who listens on %s is named with its pid',
  async host => {
    server = createServer().listen(0, host)
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await ownerOfPort(port)).toMatch(new RegExp(`^\\S.* \\(pid ${process.pid}\\)$`))
  },
)

test('nobody in particular is another program', async () => {
  expect(await ownerOfPort(1)).toBe('another program')
})
