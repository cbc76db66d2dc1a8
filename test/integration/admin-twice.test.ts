// Every administrative act twice at once, again after it was done, and across what it waits for.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openHeadlessVault } from '../../gateway/vault/headless-vault.ts'
import type { SecretStore } from '../../gateway/vault/secret-store.ts'
import { calendarBudget } from '../support/budgets.ts'
import { gate, send, startFakeUpstream, wait } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway } from '../support/test-gateway.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig()
})

afterEach(() => rig[Symbol.asyncDispose]())

/** How two calls at once and one after them ended: 'done', or the code of the error. */
async function thrice(act: () => Promise<unknown>): Promise<readonly string[]> {
  const end = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      error => String(error.code),
    )
  return [...(await Promise.all([end(act()), end(act())])), await end(act())]
}

const price = (dollars: string) => ({
  providerId: 'open',
  model: 'gpt-4o-mini',
  inputUsdPerMillion: dollars,
  outputUsdPerMillion: dollars,
})

const stored = (sql: string) => {
  const db = new Database(join(rig.gateway.homeDir, 'config.db'), { readonly: true })
  try {
    return db.prepare(sql).pluck().get()
  } finally {
    db.close()
  }
}

describe('twice at once and once more', () => {
  test('repriceHistory corrects once', async () => {
    const { admin } = rig.gateway
    await admin.setBudget(calendarBudget('1000000000'))
    const rows = await Promise.all(
      Array.from({ length: 20 }, async () =>
        rig.rowOf(await rig.post(paths['openai-chat'], chatBody('openai-chat'))),
      ),
    )
    await expect.poll(async () => (await admin.listBudgets({}))[0]?.held).toBe('0')
    await admin.setPrice(price('3'))
    const tokens = rows.reduce((sum, row) => sum + (row.inputTokens ?? 0) + (row.outputTokens ?? 0), 0)
    const [first, second] = await Promise.all([
      admin.repriceHistory({ sinceMs: 0 }),
      admin.repriceHistory({ sinceMs: 0 }),
    ])
    expect(first.corrected + second.corrected).toBe(20)
    expect(await admin.repriceHistory({ sinceMs: 0 })).toMatchObject({ corrected: 0 })
    expect(await admin.listBudgets({})).toMatchObject([{ settled: String(tokens * 3000) }])
  })

  test('repriceHistory ends at the prices that were set last', async () => {
    const { admin } = rig.gateway
    await admin.setBudget(calendarBudget('1000000000'))
    const row = await rig.rowOf(await rig.post(paths['openai-chat'], chatBody('openai-chat')))
    await expect.poll(async () => (await admin.listBudgets({}))[0]?.held).toBe('0')
    await admin.setPrice(price('3'))
    const before = admin.repriceHistory({ sinceMs: 0 })
    await admin.setPrice(price('5'))
    await Promise.all([before, admin.repriceHistory({ sinceMs: 0 })])
    const tokens = (row.inputTokens ?? 0) + (row.outputTokens ?? 0)
    expect(await admin.listBudgets({})).toMatchObject([{ settled: String(tokens * 5000) }])
  })

  test('setBudget sets one, removeBudget removes it once', async () => {
    const { admin } = rig.gateway
    expect(await thrice(() => admin.setBudget(calendarBudget('7')))).toEqual(['done', 'done', 'done'])
    const budgets = await admin.listBudgets({})
    expect(budgets).toHaveLength(1)
    const id = budgets[0]?.id ?? ''
    expect(await thrice(() => admin.removeBudget({ id }))).toEqual([
      'done',
      'budget_unknown',
      'budget_unknown',
    ])
    expect(await admin.listBudgets({})).toEqual([])
  })

  test('createClient makes one, revokeClient leaves the instant of the first', async () => {
    const { admin } = rig.gateway
    expect(await thrice(() => admin.createClient({ name: 'one' }))).toEqual([
      'done',
      'client_exists',
      'client_exists',
    ])
    const find = async () => (await admin.listClients({})).filter(({ name }) => name === 'one')
    const [{ id = '' } = {}] = await find()
    const assignment = { id, personId: 'ada', teamId: 'lab/vision' }
    expect(await thrice(() => admin.assignClient(assignment))).toEqual(['done', 'done', 'done'])
    const translation = { id, onUnsupported: 'drop' } as const
    expect(await thrice(() => admin.setClientTranslation(translation))).toEqual(['done', 'done', 'done'])
    const cache = { mode: 'exact', scope: 'team', allowsTools: true } as const
    expect(await thrice(() => admin.setClientCache({ id, ...cache }))).toEqual(['done', 'done', 'done'])
    await admin.revokeClient({ id })
    const revoked = await find()
    expect(await thrice(() => admin.revokeClient({ id }))).toEqual(['done', 'done', 'done'])
    expect(await find()).toEqual(revoked)
    expect(revoked).toMatchObject([{ ...assignment, ...translation, cache }])
  })

  test('addProvider with its key adds one; without, it is the first that adds it; removeProvider removes it once', async () => {
    const { admin } = rig.gateway
    const added = {
      id: 'new',
      kind: 'openai',
      baseUrl: `${rig.upstream.baseUrl}/v1`,
      key: 'sk-of-the-new-one-1',
    }
    expect(await thrice(() => admin.addProvider(added))).toEqual(['done', 'done', 'done'])
    expect((await admin.listProviders({})).filter(({ id }) => id === 'new')).toHaveLength(1)
    expect(await thrice(() => admin.testProvider({ id: 'new' }))).toEqual(['done', 'done', 'done'])
    expect(stored("SELECT count(*) FROM provider_models WHERE provider_id = 'new'")).toBe(
      (await admin.listProviders({})).find(({ id }) => id === 'new')?.models.length,
    )
    expect(await thrice(() => admin.removeProvider({ id: 'new' }))).toEqual([
      'done',
      'provider_unknown',
      'provider_unknown',
    ])
    const { key: _, ...keyless } = { ...added, kind: 'openai-compatible' }
    expect(await thrice(() => admin.addProvider(keyless))).toEqual([
      'done',
      'provider_exists',
      'provider_exists',
    ])
  })

  test('setPrice sets one, removePrice removes it once, changeSetting holds the value', async () => {
    const { admin } = rig.gateway
    expect(await thrice(() => admin.setPrice(price('3')))).toEqual(['done', 'done', 'done'])
    expect(stored('SELECT count(*) FROM price_overrides')).toBe(1)
    const model = { providerId: 'open', model: 'gpt-4o-mini' }
    expect(await thrice(() => admin.removePrice(model))).toEqual(['done', 'price_not_set', 'price_not_set'])
    const change = { key: 'logMaxRows', value: 12_345 }
    expect(await thrice(() => admin.changeSetting(change))).toEqual(['done', 'done', 'done'])
    expect(await admin.listSettings({})).toContainEqual(expect.objectContaining(change))
  })

  test('correctLedgerClock with nothing to put right, and repairEntry of what is not set aside, change nothing', async () => {
    const { admin } = rig.gateway
    expect(await thrice(() => admin.correctLedgerClock({ by: 'test' }))).toEqual(['done', 'done', 'done'])
    expect((await admin.readLedger({})).clockCorrections).toEqual([])
    const repair = { entryId: 1, by: 'test' }
    expect(new Set(await thrice(() => admin.repairEntry(repair)))).toEqual(new Set(['entry_not_set_aside']))
  })
})

describe('across what an act waits for', () => {
  test('a provider that is removed while its list is fetched, and another added under its name, keeps its own list and key', async () => {
    const { admin } = rig.gateway
    const other = await startFakeUpstream()
    try {
      const door = gate()
      rig.upstream.scriptModels({
        answer: {
          body: JSON.stringify({ data: [{ id: 'of-the-first' }] }),
          headers: { 'content-type': 'application/json' },
        },
        steps: [wait(door), send()],
      })
      const first = {
        id: 'same',
        kind: 'openai',
        baseUrl: `${rig.upstream.baseUrl}/v1`,
        key: 'sk-of-the-first-one',
      }
      const adding = admin.addProvider(first)
      await door.reached
      await admin.removeProvider({ id: 'same' })
      await admin.addProvider({ ...first, baseUrl: `${other.baseUrl}/v1`, key: 'sk-of-the-second-one' })
      const models = async () => (await admin.listProviders({})).find(({ id }) => id === 'same')?.models
      const own = await models()
      door.open()
      await adding
      expect(await models()).toEqual(own)
      expect(own).not.toContainEqual(expect.objectContaining({ id: 'of-the-first' }))
      const keys = rig.upstream.requests.map(({ headers }) => headers.authorization)
      expect(keys).not.toContain('Bearer sk-of-the-second-one')
    } finally {
      await other.close()
    }
  })

  test('of two providers added at once under one name while their keys are sealed, one is there, with its own key', async () => {
    const homeDir = temporaryHome()
    const sealing = gate()
    const vault = slowToSeal(await openHeadlessVault(homeDir, {}), () => sealing.pass())
    const upstream = await startFakeUpstream()
    try {
      await using gateway = await startTestGateway({ homeDir, deps: { vault } })
      const { admin } = gateway
      const add = (base: string, key: string) =>
        admin.addProvider({ id: 'same', kind: 'openai', baseUrl: upstream.baseUrl + base, key })
      const both = Promise.allSettled([
        add('/v1', 'sk-of-the-first-one'),
        add('/other', 'sk-of-the-second-one'),
      ])
      await sealing.reached
      sealing.open()
      const [first, second] = await both
      expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
      const [base, key] =
        first.status === 'fulfilled' ? ['/v1', 'sk-of-the-first-one'] : ['/other', 'sk-of-the-second-one']
      expect((await admin.listProviders({})).filter(({ id }) => id === 'same')).toMatchObject([
        { baseUrl: upstream.baseUrl + base, key: 'stored' },
      ])
      await admin.testProvider({ id: 'same' })
      expect(upstream.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)
    } finally {
      await upstream.close()
      rmSync(homeDir, { recursive: true, force: true })
    }
  })
})

/** The vault, with a pause before each sealing. */
function slowToSeal(vault: SecretStore, pause: () => Promise<void>): SecretStore {
  return {
    kind: vault.kind,
    describe: () => vault.describe(),
    open: (name, sealed) => vault.open(name, sealed),
    async seal(name, secret) {
      await pause()
      return vault.seal(name, secret)
    },
  }
}
