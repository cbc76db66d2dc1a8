import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { GatewayStatus } from '../../gateway/contract/admin.ts'
import type { BudgetView } from '../../gateway/contract/budgets.ts'
import type { RequestPage } from '../../gateway/contract/requests.ts'
import { collect, openAiClient } from '../support/chat-clients.ts'
import type { ServingCli } from '../support/cli-process.ts'
import { cliRigOfEachTest } from '../support/cli-rig.ts'
import { hang, head, send } from '../support/fake-upstream.ts'

const rig = cliRigOfEachTest()

async function serveWithProvider(): Promise<{ serving: ServingCli; token: string }> {
  const { token } = await rig.home.serve().then(async first => {
    await first.end()
    return first
  })
  const address = [
    'provider',
    'add',
    'up',
    '--kind',
    'openai',
    '--base-url',
    `${rig.upstream.baseUrl}/v1`,
    '--key-stdin',
  ]
  await rig.home.cliJson(address, { stdin: 'sk-crash' })
  await rig.home.cliJson([
    'budget',
    'set',
    '--scope',
    'all',
    '--window',
    'day',
    '--zone',
    'UTC',
    '--usd',
    '100',
  ])
  return { serving: await rig.home.serve(), token: token ?? '' }
}

test('kill -9 loses no hold: the next start settles it as estimated, once, and says so', async () => {
  const { serving, token } = await serveWithProvider()
  const client = openAiClient(serving.gatewayUrl, token)
  const ask = {
    model: 'gpt-4o',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'Are you there?' }],
  }
  await client.chat.completions.create(ask)
  rig.upstream.script({ steps: [hang()] }, { steps: [head(), send(300), hang()] })
  const waiting = [
    client.chat.completions.create(ask),
    client.chat.completions.create({ ...ask, stream: true }).then(stream => collect(stream)),
  ].map(answer => answer.catch(() => undefined))
  await expect.poll(() => rig.upstream.requests.filter(({ method }) => method === 'POST').length).toBe(3)
  await serving.end('SIGKILL')
  await Promise.all(waiting)

  const again = await rig.home.serve()
  expect(again.stdout()).toContain('"recovered":{"requests":2')
  const status = (await rig.home.cliJson(['status'])) as { status?: GatewayStatus } & GatewayStatus
  const { recovered } = status.status ?? status
  // 11 tokens in and 100 out, at 2.50 and 10 dollars a million, twice.
  expect(recovered).toEqual({ requests: 2, costNanoUsd: '2055000' })
  const [budget] = (await rig.home.cliJson(['budget', 'list'])) as readonly BudgetView[]
  expect(budget?.held).toBe('0')
  expect(BigInt(budget?.settled ?? 0)).toBeGreaterThan(2_055_000n)
  await expect
    .poll(async () => outcomes(await rig.home.cliJson(['log'])))
    .toEqual(['completed', 'recovered', 'recovered'])

  await again.end()
  const third = await rig.home.serve()
  expect(third.stdout()).not.toContain('"recovered":{"requests":2')
  await third.end()
  const ledger = new Database(join(rig.home.homeDir, 'ledger.db'), { readonly: true })
  expect(ledger.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(
    ledger.prepare('SELECT certainty, count(*) AS n FROM entries GROUP BY certainty ORDER BY 1').all(),
  ).toEqual([
    { certainty: 'estimated', n: 2 },
    { certainty: 'exact', n: 1 },
  ])
  expect(ledger.prepare('SELECT count(*) FROM holds').pluck().get()).toBe(0)
  ledger.close()
})

function outcomes(printed: unknown): readonly string[] {
  const rows = (Array.isArray(printed) ? printed : (printed as RequestPage).rows) as RequestPage['rows']
  return rows.map(({ outcome }) => outcome).toSorted()
}
