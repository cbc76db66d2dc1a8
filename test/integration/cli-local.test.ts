import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { line } from '../support/fake-local-server.ts'
import { localRigOfEachTest } from '../support/local-rig.ts'

const rig = localRigOfEachTest()
/** Without a running gateway, so that the command itself looks. */
const run = (args: string) => runCommand(rig.homeDir, args, { localServers: `ollama=${rig.server.url}` })

test('local list shows servers, and models with size, context and what they can', async () => {
  const { code, stdout } = await run('local list')
  const lines = stdout.split('\n').map(each => each.split(/ {2,}/))
  expect(code).toBe(0)
  expect(lines).toEqual([
    ['SERVER', 'ADDRESS', 'STATE', 'VERSION', 'PROVIDER'],
    ['Ollama', rig.server.url, 'running', '0.12.6', '-'],
    [''],
    ['MODEL', 'SIZE', 'PARAMETERS', 'BUILD', 'CONTEXT', 'LOADED', 'CAN', 'NOTE'],
    ['llama3.1:latest', '4.58 GiB', '8.0B', 'Q4_K_M', '131072', '8192', 'completion, tools'],
    ['nomic-embed-text:latest', '262 MiB', '137M', 'F16', '2048', 'no', 'embedding'],
    ['gpt-oss:120b-cloud', '384 B', '-', '-', '-', 'no', 'unknown', 'runs elsewhere'],
    ['glm-4.6:cloud', '384 B', '-', '-', '-', 'no', 'unknown', 'runs elsewhere'],
    ['mine:latest', '384 B', '-', '-', '-', 'no', 'unknown', 'runs elsewhere'],
  ])
})

test('local list says so where there is none', async () => {
  await rig.server.close()
  expect(await run('local list')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No server was found'),
  })
  expect(await run('local pull a')).toMatchObject({ code: 1 })
  expect(await run('local add http://127.0.0.1:1')).toMatchObject({ code: 2 })
})

test('local add makes a server a provider', async () => {
  expect(await run(`local add ${rig.server.url}`)).toMatchObject({
    code: 0,
    stdout: 'Added ollama (Ollama).',
  })
  expect(await run(`local add ${rig.server.url}`)).toMatchObject({ code: 1 })
  expect(await runCommandForJson(rig.homeDir, 'provider list')).toMatchObject([
    { id: 'ollama', baseUrl: rig.server.url, isFound: false },
  ])
})

describe('local pull', () => {
  const said = (completed: number) =>
    line({ status: 'pulling', digest: 'a', total: 5_000_000_000, completed })

  test('shows how far it is and says when it is done', async () => {
    rig.server.answers['/api/pull'] = (response: { end(text: string): void }) =>
      response.end(said(1_000_000_000) + said(2_600_000_000) + line({ status: 'success' }))
    const { code, stdout, stderr } = await run('local pull qwen3:8b')
    expect([code, stdout]).toEqual([0, 'qwen3:8b is installed.'])
    expect(stderr.split('\n').at(-1)).toBe('50 % of 4.66 GiB')
  })

  test('says what the server says when it cannot', async () => {
    rig.server.answers['/api/pull'] = (response: { end(text: string): void }) =>
      response.end(line({ error: 'file does not exist' }))
    expect(await run('local pull nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing was not installed: file does not exist'),
    })
  })

  test('is called wrongly without a model, with an option for one, or with another server', async () => {
    for (const args of ['local pull', 'local pull -- -x', 'local pull a --server http://127.0.0.1:1'])
      expect((await run(args)).code).toBe(2)
  })

  test('lets go of the server when the person stops it, and says that the next one goes on', async () => {
    const stop = new AbortController()
    const closed = Promise.withResolvers<void>()
    rig.server.answers['/api/pull'] = (response: ServerResponse) => {
      response.once('close', () => closed.resolve())
      response.write(said(1), () => stop.abort())
    }
    const options = { localServers: `ollama=${rig.server.url}`, stop: stop.signal }
    const { code, stderr } = await runCommand(rig.homeDir, 'local pull qwen3:8b', options)
    expect([code, stderr.split('\n').at(-1)]).toEqual([
      1,
      'Stopped. The next pull of qwen3:8b goes on from here.',
    ])
    await closed.promise
  })

  test('works through the running gateway', async () => {
    await rig.start()
    rig.server.answers['/api/pull'] = (response: { end(text: string): void }) =>
      response.end(line({ status: 'success' }))
    expect(await runCommandForJson(rig.homeDir, 'local pull qwen3:8b')).toMatchObject({ state: 'done' })
  })
})
