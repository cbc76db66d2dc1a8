import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readInstance } from '../../gateway/lifecycle/instance-file.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { gate, send, startFakeUpstream, wait } from '../support/fake-upstream.ts'
import { temporaryHome } from '../support/temporary-home.ts'

let homeDir: string

beforeEach(() => {
  homeDir = temporaryHome()
})

afterEach(() => rmSync(homeDir, { recursive: true, force: true }))

test('a gateway that nobody asks anything stops with one word', async () => {
  const served = await runCommand(homeDir, 'serve --port 0 --admin-port 0', { stop: AbortSignal.abort() })
  expect({ code: served.code, stderr: served.stderr }).toEqual({ code: 0, stderr: 'Stopped.' })
})

test('a gateway that is stopped while it is asked says what it waits for', async () => {
  const upstream = await startFakeUpstream()
  const late = gate()
  upstream.script({ answer: 'chat-stream-usage', steps: [send(1200), wait(late), send()] })
  const provider = `main --kind openai --base-url ${upstream.baseUrl}/v1`
  await runCommand(homeDir, `provider add ${provider} --key-stdin`, { key: 'sk-1' })
  const { token } = await runCommandForJson(homeDir, 'token create --name notebook')

  const stop = new AbortController()
  const serving = runCommand(homeDir, 'serve --port 0 --admin-port 0', { stop: stop.signal })
  await expect.poll(() => readInstance(homeDir)?.gatewayUrl).toBeDefined()
  const answer = await fetch(`${readInstance(homeDir)?.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'main/gpt-4o-mini',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  })
  stop.abort()
  late.open()
  await answer.text()
  expect((await serving).stderr).toBe('Stopping: waiting for 1 request.\nStopped.')
  await upstream.close()
})
