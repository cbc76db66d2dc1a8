import { rmSync } from 'node:fs'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { tableRelease } from '../../gateway/pricing/price-table.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { pricesOf } from '../support/price-publisher.ts'
import { builtIn, fetched, openPriceRig } from '../support/price-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'

let prices: Awaited<ReturnType<typeof openPriceRig>>
beforeEach(async () => {
  prices = await openPriceRig()
})

describe('a schedule', () => {
  const daily = { priceUpdateEveryHours: 24 }

  test('fetches at its start and takes what can be believed', async () => {
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    prices.publisher.publish(prices.table)
    const rig = await prices.startWithProvider({ overrides: daily })
    await expect.poll(async () => (await rig.admin.readPriceTables({})).active.name).toBe(fetched)
    const { uses, updateEveryHours } = await rig.admin.readPriceTables({})
    expect(uses).toMatchObject([{ name: fetched, chosenBy: 'schedule' }])
    expect(updateEveryHours).toBe(24)
    expect((await rig.admin.readStatus({})).warnings).toEqual([])
  })

  test('leaves what cannot, and says that it waits, until a person has decided', async () => {
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 0
    prices.publisher.publish(prices.table)
    const rig = await prices.startWithProvider({ overrides: daily })
    const warnings = async () => (await rig.admin.readStatus({})).warnings
    await expect.poll(warnings).toEqual([expect.stringContaining(`"${fetched}" waits to be looked at`)])
    expect((await rig.admin.readPriceTables({})).active.id).toBe(0)
    const { kept } = await rig.admin.readPriceTables({})
    await rig.admin.choosePriceTable({ id: kept[0]?.id ?? -1, acceptDoubtful: true })
    expect(await warnings()).toEqual([])
  })

  test('does not take again what a person has taken back', async () => {
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    prices.publisher.publish(prices.table)
    const homeDir = temporaryHome()
    onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
    const first = await prices.start({ homeDir, overrides: daily })
    await expect.poll(async () => (await first.admin.readPriceTables({})).active.name).toBe(fetched)
    await first.admin.choosePriceTable({ id: 0 })
    await first.close()
    const { asked } = prices.publisher
    prices.clock.nowMs += 25 * 3_600_000
    const second = await prices.start({ homeDir, overrides: daily })
    await expect
      .poll(async () => (await second.admin.readPriceTables({})).checkedAtMs)
      .toBe(prices.clock.nowMs)
    expect(prices.publisher.asked).toBe(asked + 1)
    // Asked in turn behind the schedule, so that whatever it does is done.
    await second.admin.fetchPriceTable({})
    expect((await second.admin.readPriceTables({})).active.name).toBe(builtIn)
  })

  test('waits its hours, however often the program starts', async () => {
    const homeDir = temporaryHome()
    onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
    const first = await prices.start({ homeDir, overrides: daily })
    await expect.poll(async () => (await first.admin.readPriceTables({})).active.name).toBe(fetched)
    await first.close()
    const asked = prices.publisher.asked
    prices.clock.nowMs += 23 * 3_600_000
    const second = await prices.start({ homeDir, overrides: daily })
    await second.admin.readPriceTables({})
    await second.close()
    expect(prices.publisher.asked).toBe(asked)
    prices.clock.nowMs += 3_600_000
    await prices.start({ homeDir, overrides: daily })
    await expect.poll(() => prices.publisher.asked).toBe(asked + 1)
  })
})

describe('the command line', () => {
  test('shows what current prices change, and takes them after a yes alone', async () => {
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    prices.publisher.publish(prices.table)
    const rig = await prices.startWithProvider()
    const no = await runCommand(rig.homeDir, 'price update')
    expect(no.stdout).toMatch(/up\/gpt-4o +changed +input 2\.5 -> 2/)
    expect(no.stdout).toContain(`Nothing was changed: "${builtIn}" is still in effect.`)
    expect((await rig.admin.readPriceTables({})).active.id).toBe(0)

    const yes = await runCommand(rig.homeDir, 'price update', { yes: true })
    expect(yes.stdout).toContain(`"${fetched}" is in effect.`)
    expect((await runCommand(rig.homeDir, 'price update')).stdout).toContain('is in effect already')
    expect((await runCommand(rig.homeDir, 'price table')).stdout).toMatch(
      new RegExp(`${fetched} +2026-11-27 +in effect\\n${builtIn} +${tableRelease.dateIso} +kept`),
    )
    expect((await runCommand(rig.homeDir, 'price rollback')).stdout).toBe(`"${builtIn}" is in effect.`)
    const back = await runCommandForJson(rig.homeDir, `price update --yes`)
    expect(back).toMatchObject({ taken: true, table: { name: fetched } })
    expect((await runCommand(rig.homeDir, 'price rollback --to built-in')).code).toBe(0)
    expect(await runCommand(rig.homeDir, 'price rollback --to nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`--to takes one of: built-in, ${fetched}`),
    })
  })

  test('takes what is hard to believe with an option of its own', async () => {
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 0
    prices.publisher.publish(prices.table)
    const rig = await prices.startWithProvider()
    const refused = await runCommand(rig.homeDir, 'price update --yes')
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('costs nothing now')
    expect(refused.stderr).toContain('hard to believe')
    const looked = await runCommand(rig.homeDir, 'price update')
    expect(looked.stdout).toContain('Take them with: price update --yes --accept-doubtful')
    expect((await runCommand(rig.homeDir, 'price update --yes --accept-doubtful')).code).toBe(0)
    expect((await rig.admin.readPriceTables({})).active.name).toBe(fetched)
  })
})
