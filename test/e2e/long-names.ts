// A gateway as it is after a while: long names, amounts of many digits, and requests that came to every kind of end.
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import type { FakeUpstream } from '../support/fake-upstream.ts'
import { chat } from './chat.ts'
import type { GatewayUnderTest } from './fixtures.ts'
import { setRoute } from './routing-views.ts'

export const longToken = 'pipeline-for-nightly-evaluations-of-every-branch'
const longProvider = 'inference-cluster-of-the-lab-eu'
const month = { window: 'month', zone: 'Europe/Berlin' } as const

export async function fillWithLongNames(gateway: GatewayUnderTest, upstream: FakeUpstream): Promise<void> {
  const { admin } = gateway
  const baseUrl = `${upstream.baseUrl}/v1`
  for (const id of ['main', longProvider])
    await admin.addProvider({ id, kind: 'openai', baseUrl, key: 'sk-test' })
  const token = await gateway.createToken(longToken)
  const poor = await gateway.createToken('notebook')
  const [id = '', poorId = ''] = await Promise.all(
    [longToken, 'notebook'].map(
      async name => (await admin.listClients({})).find(each => each.name === name)?.id,
    ),
  )
  const teamId = 'laboratory-for-machine-perception/vision-and-language'
  await admin.assignClient({ id, personId: 'Wilhelmina Featherstonehaugh-Cholmondeley', teamId })
  await setRoute(gateway)
  await admin.setBudget(calendarBudget('1000000000', { ...month, unit: 'tokens' }, { mode: 'soft' }))
  const team = { kind: 'team', id: teamId } as const
  await admin.setBudget(
    calendarBudget('123456780000000', month, { scope: team, mode: 'shadow', strict: true }),
  )
  const atOnce = { kind: 'concurrency', unit: 'requests', limit: '1' } as const
  await admin.setBudget(ruledBudget(atOnce, { scope: { kind: 'client', id } }))
  await admin.setBudget(calendarBudget('1000', {}, { scope: { kind: 'client', id: poorId } }))
  await admin.setPrice({
    providerId: longProvider,
    model: 'gpt-4o',
    inputUsdPerMillion: '123456.78',
    outputUsdPerMillion: '987654.32',
  })

  for (let count = 0; count < 6; count++) await chat(gateway, { token, model: 'down/gpt-4o-mini' })
  for (const model of ['sandbox/echo', 'smart', 'main/gpt-4o-mini', `${longProvider}/gpt-4o`]) {
    await chat(gateway, { token, model, stream: true })
  }
  await chat(gateway, { token, model: 'main/a-model-that-nobody-has-ever-heard-of-2026-11-28-preview' })
  await chat(gateway, { token, model: 'nobody/knows' })
  await chat(gateway, { token: poor, model: 'main/gpt-4o-mini' }) // refused by its budget
  await chat(gateway, { token: 'gth_wrong', model: 'nobody/knows' })
}
