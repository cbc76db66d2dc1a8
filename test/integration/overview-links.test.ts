// The numbers of the overview and of budgets lead to requests. As many have to be there as the number says, so each link is
// taken apart as the requests screen does it, and what it means is asked for.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FailureKind, failureKinds, type Spend } from '../../gateway/contract/spend.ts'
import { readAddressState } from '../../renderer/components/address-state.ts'
import { clientsNamed, countedHash, failureFilter } from '../../renderer/screens/overview/requests-link.ts'
import { refusedBy, wouldBeRefusedBy } from '../../renderer/screens/overview/urgent-budgets.ts'
import { filterOf, requestAddress } from '../../renderer/screens/requests/request-filters.ts'
import { calendarBudget } from '../support/budgets.ts'
import { type Behaviour, die, hang, head, send } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths, streams } from '../support/gateway-rig.ts'

const nowMs = Date.UTC(2026, 10, 24, 13, 40)
const format = 'openai-chat'
const path = paths[format]
let rig: GatewayRig
let spend: Spend

async function countBehind(hash: string): Promise<number> {
  const [screen, query = ''] = hash.split('?')
  expect(screen).toBe('#/requests')
  const filter = filterOf(readAddressState(query, requestAddress), nowMs, 'UTC')
  const { requests } = await rig.gateway.admin.sumRequests(filter)
  const page = await rig.gateway.admin.listRequests({ ...filter, offset: 0, limit: 500 })
  expect(page.rows.length).toBe(requests)
  return requests
}

async function ask(changes: object = {}, headers: Record<string, string> = {}): Promise<void> {
  const answer = await rig.post(path, chatBody(format, changes), { headers })
  await answer.text().catch(() => undefined) // some break off
}

async function askScripted(scripted: Behaviour, changes: object = {}): Promise<void> {
  rig.upstream.script(scripted)
  await ask(changes)
  rig.upstream.script()
}

async function runningOne(): Promise<string> {
  return vi.waitUntil(async () => (await rig.gateway.admin.listRunningRequests({}))[0]?.requestId)
}

/** Every kind of failure, each another number of times, and much that the overview does not count. */
async function makeTraffic(): Promise<void> {
  const { admin } = rig.gateway
  const forProject = (id: string) => ({ scope: { kind: 'project', id } }) as const
  await admin.setBudget(calendarBudget('0', { unit: 'tokens' }, forProject('full')))
  await admin.setBudget(calendarBudget('9000000000', {}, forProject('priced')))
  await admin.setBudget(calendarBudget('0', {}, { ...forProject('watched'), mode: 'shadow' }))
  const named = (project: string) => ({ 'x-gatehouse-project': project })

  await ask()
  for (let n = 0; n < 3; n++) await ask({}, named('full'))
  await ask({ model: 'sandbox/echo' }, named('full'))
  await ask({ model: 'house-model' }, named('priced'))
  for (let n = 0; n < 2; n++) await ask({}, named('watched/often'))
  await ask({ model: 'sandbox/no-knows' })
  await ask({ model: 'sandbox/no-either' })
  await ask({ messages: 'none' })
  await ask({}, named('/../'))
  const paused = await admin.createClient({ name: 'paused' })
  await admin.pauseClient({ id: paused.client.id })
  await ask({}, { authorization: `Bearer ${paused.token}` })
  for (let n = 0; n < 4; n++)
    await askScripted({ answer: { status: 400, body: '{"error":{"message":"No."}}' } })
  await askScripted({ answer: streams[format], steps: [head(), send(1200), die()] }, { stream: true })

  rig.upstream.script({ steps: [hang()] })
  const leaving = new AbortController()
  const left = rig.post(path, chatBody(format), { signal: leaving.signal }).catch(() => undefined)
  await runningOne()
  leaving.abort()
  await left
  await vi.waitUntil(async () => (await admin.listRunningRequests({})).length === 0)
  const stopped = ask()
  await admin.stopRequest({ requestId: await runningOne() })
  await stopped
  rig.upstream.script()

  await ask({ model: 'sandbox/echo' })
  await ask({ model: 'sandbox/none' })
  const counting = { model: 'sandbox/no-counts', messages: [{ role: 'user', content: 'hi' }] }
  await (await rig.post('/v1/messages/count_tokens', counting)).text()
}

beforeAll(async () => {
  rig = await openGatewayRig({ now: () => nowMs, sandbox: true })
  await makeTraffic()
  await vi.waitUntil(async () => (await rig.gateway.admin.sumRequests({})).requests === 23)
  spend = await rig.gateway.admin.readSpend({ zone: 'UTC', range: '24h', by: 'provider' })
})
afterAll(() => rig[Symbol.asyncDispose]())

const expected: Readonly<Record<FailureKind, number>> = {
  budget: 3,
  'no-price': 1,
  'unknown-model': 3,
  refused: 3,
  provider: 4,
  'broken-off': 1,
  left: 2,
}

test.each(failureKinds)('"%s" leads to as many requests as it says', async kind => {
  const failure = spend.failures.find(each => each.kind === kind)
  expect(failure?.requests).toBe(expected[kind])
  if (!failure) return
  expect(await countBehind(countedHash({ from: spend.fromMs, ...failureFilter(failure) }))).toBe(
    expected[kind],
  )
})

test('so do the figures, and each client, provider and outcome of the ways of requests', async () => {
  const { summary, fromMs: from } = spend
  expect(await countBehind(countedHash({ from }))).toBe(summary.requests)
  expect(await countBehind(countedHash({ from, outcome: ['failures'] }))).toBe(summary.failedRequests)
  expect(await countBehind(countedHash({ from, to: spend.points.at(-1)?.startMs ?? 0 }))).toBe(0)
  const { paths: ways } = await rig.gateway.admin.readFlows({ zone: 'UTC', range: '24h' })
  const count = (matches: (way: (typeof ways)[number]) => boolean) =>
    ways.filter(matches).reduce((sum, { requests }) => sum + requests, 0)
  for (const outcome of new Set(ways.map(way => way.outcome)))
    expect(await countBehind(countedHash({ from, outcome }))).toBe(count(way => way.outcome === outcome))
  expect(await countBehind(countedHash({ from, provider: 'open' }))).toBe(
    count(way => way.providerId === 'open'),
  )
  for (const client of new Set(ways.flatMap(way => way.client ?? [])))
    expect(await countBehind(countedHash({ from, client: clientsNamed(client, ways) }))).toBe(
      count(way => way.client === client),
    )
})

describe('a budget leads to as many requests', () => {
  test('as it refused, and not to those that it could not judge', async () => {
    const budgets = await rig.gateway.admin.listBudgets({})
    expect(budgets.map(({ refused }) => refused)).toEqual([3, 0, 0])
    for (const budget of budgets.filter(({ mode }) => mode === 'hard'))
      expect(await countBehind(refusedBy(budget))).toBe(budget.refused)
  })

  test('as it would have refused', async () => {
    const [watching] = (await rig.gateway.admin.listBudgets({})).filter(({ mode }) => mode === 'shadow')
    expect(watching?.wouldHaveRefused).toBe(2)
    if (watching) expect(await countBehind(wouldBeRefusedBy(watching))).toBe(2)
  })
})
