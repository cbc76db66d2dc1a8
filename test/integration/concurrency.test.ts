import { expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { gate, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, openGatewayRig, paths, type RigFormat } from '../support/gateway-rig.ts'

const callers = 200
const affordable = 37

/** Nano-dollars a token, as the providers publish them. */
const prices: Readonly<Record<RigFormat, { readonly input: number; readonly output: number }>> = {
  'openai-chat': { input: 150, output: 600 },
  'anthropic-messages': { input: 1000, output: 5000 },
}

test.each(formats.flatMap(format => [false, true].map(stream => ({ format, stream }))))(
  'of 200 at once against a strict budget for 37, exactly 37 reach the provider ($format, stream: $stream)',
  async ({ format, stream }) => {
    await using rig = await openGatewayRig()
    const { admin } = rig.gateway
    const month = (limit: bigint) =>
      admin.setBudget(calendarBudget(String(limit), { window: 'month' }, { strict: true }))
    const post = () => rig.post(paths[format], chatBody(format, { stream }))
    const held = async () => BigInt((await admin.listBudgets({}))[0]?.held ?? 0)

    const first = gate()
    rig.upstream.script({ steps: [wait(first), send()] })
    await month(10n ** 12n)
    const probe = post()
    await first.reached
    const holdEach = await held()
    first.open()
    await (await probe).text()
    await expect.poll(held).toBe(0n)
    const { settled } = await rig.money()

    // One nano-dollar less than 38 of them.
    await month(settled + holdEach * BigInt(affordable + 1) - 1n)
    const door = gate()
    rig.upstream.script({ steps: [wait(door), send()] })
    const answers = Array.from({ length: callers }, post)
    const statuses: number[] = []
    for (const answer of answers) answer.then(({ status }) => statuses.push(status))
    // Nobody is answered by the provider yet: these are the gateway's own.
    await expect.poll(() => statuses, { timeout: 20_000 }).toEqual(Array(callers - affordable).fill(429))
    await expect.poll(() => rig.calls().length).toBe(1 + affordable)
    expect(await held()).toBe(holdEach * BigInt(affordable))
    door.open()
    await Promise.all(answers.map(async answer => (await answer).text()))

    expect(statuses.filter(status => status === 200)).toHaveLength(affordable)
    expect(rig.calls()).toHaveLength(1 + affordable)
    await expect.poll(held).toBe(0n)
    const { input, output } = prices[format]
    const bill = rig.upstream.bill()
    const billed = bill.map(({ inputTokens, outputTokens }) => inputTokens * input + outputTokens * output)
    expect(bill).toHaveLength(1 + affordable)
    expect((await rig.money()).settled).toBe(BigInt(billed.reduce((sum, each) => sum + each, 0)))
  },
)
