import { expect, test } from 'vitest'
import { describeForwarding, type Measured, type Round } from '../../bench/forwarding-tables.ts'

const round = (requestsPerSecond: number, p50Ms = 1): Round => {
  const load = { requests: 1, requestsPerSecond, p50Ms, p99Ms: p50Ms }
  return { busy: load, alone: load }
}

const measured = (gatehouse: readonly Round[], other: readonly Round[]): Measured =>
  new Map([
    ['bare forwarder', [round(100), round(200, 2), round(300, 3)]],
    ['lean forwarder', [round(200), round(400), round(600)]],
    ['Gatehouse', gatehouse],
    ['commit abc1234', other],
  ])

const described = (againstIt: boolean) => {
  const json = measured([round(50, 3), round(120, 3), round(240, 3)], [round(50), round(100), round(200)])
  const streamed = measured([round(96), round(97), round(98)], [round(100), round(100), round(100)])
  const against = { hash: 'abc1234', folder: '/nowhere', remove() {} }
  const sizes = { rounds: 3, seconds: 1, warmSeconds: 5, streamedTokens: 20 }
  return describeForwarding({ ...sizes, json, streamed, ...(againstIt && { against }) })
}

const cellsOf = (text: string, name: string) =>
  text
    .split('\n')
    .find(line => line.startsWith(`| ${name} |`))
    ?.split('|')
    .map(cell => cell.trim())

test('a target is compared with both forwarders, round by round', () => {
  const [, , rate, ofBare, ofLean, p50, added] = cellsOf(described(false), 'Gatehouse') ?? []
  expect({ rate, ofBare, ofLean }).toEqual({
    rate: '120',
    ofBare: '0.60 (0.50 to 0.80)',
    ofLean: '0.30 (0.25 to 0.40)',
  })
  expect({ p50, added }).toEqual({ p50: '3.000', added: '1.000 (0.000 to 2.000)' })
})

test('another commit is a yardstick too, and the last line says what is left of its speed', () => {
  expect(described(true)).toMatch(/\nOf the commit abc1234: 1\.200 in JSON, 0\.970 streamed; .* 0\.97\.$/)
  expect(cellsOf(described(true), 'Gatehouse')?.[5]).toBe('1.20 (1.00 to 1.20)')
  expect(described(false)).not.toMatch(/of the commit/i)
})
