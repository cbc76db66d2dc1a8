// The disk refuses writes while the gateway runs. An I/O error: RLIMIT_FSIZE, set from outside by prlimit(1), makes the
// system itself fail every write beyond a file's first pages, and is taken back again. A full disk: a small one of its own.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminOf } from '../bench/programs.ts'
import { calendarBudget } from '../support/budgets.ts'
import type { ServingCli } from '../support/cli-process.ts'
import { cliRigOfEachTest } from '../support/cli-rig.ts'
import { gate, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, paths } from '../support/gateway-rig.ts'

const rig = cliRigOfEachTest()

const limitFiles = ({ pid }: ServingCli, soft: string) =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:unlimited`])

const errorIn = {
  'openai-chat': { error: { code: 'ledger_unavailable' } },
  'anthropic-messages': { type: 'error', error: { type: 'overloaded_error' } },
}

/** Two providers, a budget and a token, on a gateway that serves this rig.home. */
async function setUp(serving: ServingCli) {
  const admin = adminOf(rig.home.homeDir)
  const { baseUrl } = rig.upstream
  await admin.addProvider({ id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-a' })
  await admin.addProvider({ id: 'anth', kind: 'anthropic', baseUrl, key: 'sk-b' })
  await admin.setBudget(calendarBudget('1000000000000', { window: 'month' }))
  const { token } = await admin.createClient({ name: 'test' })
  return {
    calls: () => rig.upstream.requests.filter(({ method }) => method === 'POST').length,
    budget: async () => (await admin.listBudgets({}))[0],
    post: (format: (typeof formats)[number], stream: boolean) =>
      fetch(serving.gatewayUrl + paths[format], {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(chatBody(format, { stream })),
      }),
  }
}

function readLedger<Value>(read: (ledger: Database.Database) => Value): Value {
  const ledger = new Database(join(rig.home.homeDir, 'ledger.db'), { readonly: true })
  try {
    expect(ledger.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(ledger.prepare('SELECT count(*) FROM holds').pluck().get()).toBe(0)
    return read(ledger)
  } finally {
    ledger.close()
  }
}

test('while the disk refuses writes callers get 503, nothing is sent, and nothing is lost', async () => {
  const serving = await rig.home.serve()
  const { budget, calls, post } = await setUp(serving)

  const door = gate()
  rig.upstream.script({ steps: [wait(door), send()] })
  const running = post('openai-chat', true)
  await door.reached
  limitFiles(serving, '8192')
  for (const format of formats) {
    for (const stream of [false, true]) {
      const answer = await post(format, stream)
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject(errorIn[format])
    }
  }
  expect(calls()).toBe(1)

  door.open()
  expect(await (await running).text()).toContain('[DONE]')
  await expect.poll(async () => (await budget())?.held).toBe('0')
  const settled = (await budget())?.settled
  expect(Number(settled)).toBeGreaterThan(0)
  limitFiles(serving, 'unlimited')
  expect((await post('anthropic-messages', false)).status).toBe(200)
  expect(calls()).toBe(2)
  await expect.poll(async () => (await budget())?.held).toBe('0')
  await serving.end()

  const entries = readLedger(ledger =>
    ledger.prepare('SELECT model, certainty, cost_nano_usd > 0 AS paid FROM entries').raw().all(),
  )
  expect(entries).toEqual([
    ['gpt-4o-mini', 'exact', 1],
    ['claude-haiku-4-5-20251001', 'exact', 1],
  ])
})

describe('on a full disk', () => {
  const filler = () => join(rig.home.homeDir, 'filler')
  let isMounted = false

  beforeEach(() => {
    const mount = ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', rig.home.homeDir]
    isMounted = spawnSync('mount', mount).status === 0
  })

  afterEach(() => {
    if (isMounted) execFileSync('umount', ['--lazy', rig.home.homeDir])
  })

  function fillDisk(): void {
    for (let bytes = 1024 * 1024; bytes > 0; ) {
      try {
        appendFileSync(filler(), Buffer.alloc(bytes))
      } catch {
        bytes = Math.floor(bytes / 2)
      }
    }
  }

  test('callers get 503 as soon as the ledger cannot grow, and every request that was sent is in it', async context => {
    if (!isMounted) context.skip('a disk of its own can only be mounted by root')
    const serving = await rig.home.serve()
    const { calls, post } = await setUp(serving)
    expect((await post('openai-chat', false)).status).toBe(200)
    fillDisk()

    let answered = 1
    let status = 200
    while (status === 200 && answered < 5000) {
      const answer = await post('openai-chat', false)
      await answer.arrayBuffer()
      status = answer.status
      if (status === 200) answered++
    }
    expect(status).toBe(503)
    expect(calls()).toBe(answered)

    rmSync(filler())
    await expect.poll(async () => (await post('anthropic-messages', true)).status).toBe(200)
    await serving.end()
    expect(readLedger(ledger => ledger.prepare('SELECT count(*) FROM entries').pluck().get())).toBe(calls())
  })

  test('a budget that cannot be lifted still holds, and the person is told that the disk is full', async context => {
    if (!isMounted) context.skip('a disk of its own can only be mounted by root')
    const serving = await rig.home.serve()
    const { budget, post } = await setUp(serving)
    const admin = adminOf(rig.home.homeDir)
    fillDisk()
    let status = 200
    for (let asked = 0; status === 200 && asked < 5000; asked++) {
      const answer = await post('openai-chat', false)
      await answer.arrayBuffer()
      status = answer.status
    }
    const id = (await budget())?.id ?? ''
    await expect(admin.removeBudget({ id })).rejects.toThrow('The disk is full, so this was not done.')
    expect((await budget())?.id).toBe(id)
    rmSync(filler())
    await expect.poll(() => admin.removeBudget({ id }).catch(error => error.message)).toEqual({})
    expect(await budget()).toBeUndefined()
    await serving.end()
  })
})
