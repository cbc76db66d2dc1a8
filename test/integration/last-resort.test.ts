// What nobody catches, thrown into a real process from outside: it tells, settles what runs, and ends in order.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { adminOf } from '../bench/programs.ts'
import { openRawConnection } from '../support/chat-clients.ts'
import { cliRigOfEachTest } from '../support/cli-rig.ts'
import { hang, send } from '../support/fake-upstream.ts'
import { chatBody, paths } from '../support/gateway-rig.ts'
import { rawRequest } from '../support/raw-http.ts'

const rig = cliRigOfEachTest()

test.each([
  ['thrown in a timer', "setTimeout(() => { throw new Error('injected') })"],
  ['a promise that nobody awaits', "Promise.reject(new Error('injected'))"],
  ['an error event without a listener', "new EventEmitter().emit('error', new Error('injected'))"],
])('%s', async (_, fault) => {
  const source = `import { EventEmitter } from 'node:events'; process.on('SIGUSR2', () => { ${fault} })`
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` }
  const serving = await rig.home.serve([], { environment })
  const admin = adminOf(rig.home.homeDir)
  await admin.addProvider({ id: 'open', kind: 'openai', baseUrl: `${rig.upstream.baseUrl}/v1`, key: 'sk-a' })
  const { token } = await admin.createClient({ name: 'test' })
  rig.upstream.script({ answer: 'chat-stream-usage', steps: [send(1200), hang()] })
  const caller = await openRawConnection(serving.gatewayUrl)
  caller.send(
    rawRequest({
      target: paths['openai-chat'],
      host: new URL(serving.gatewayUrl).host,
      headers: [`authorization: Bearer ${token}`, 'content-type: application/json'],
      body: JSON.stringify(chatBody('openai-chat', { stream: true })),
    }),
  )
  await caller.readUntil('data: ')

  expect(await serving.end('SIGUSR2')).toBe(1)
  const received = (await caller.readAll()).toString()
  expect(received).toContain('"code":"internal"')
  expect(received).not.toMatch(/\r\n0\r\n\r\n$/)
  expect(serving.stderr()).toMatch(/"injected".*nobody caught this: the program ends/)
  expect(existsSync(join(rig.home.homeDir, 'instance.json'))).toBe(false)
  const ledger = new Database(join(rig.home.homeDir, 'ledger.db'), { readonly: true })
  expect(ledger.prepare('SELECT count(*) FROM holds').pluck().get()).toBe(0)
  expect(ledger.prepare('SELECT certainty FROM entries').pluck().all()).toEqual(['estimated'])
  ledger.close()
})
