import { describe, expect, test } from 'vitest'
import { configSchema } from '../../../gateway/config/schema.ts'
import { openSettings } from '../../../gateway/config/settings.ts'
import { createNumberFormats } from '../../../renderer/format/numbers.ts'
import {
  matchingSettings,
  readNumber,
  settingText,
} from '../../../renderer/screens/settings/setting-value.ts'

const numbers = createNumberFormats('en-US')
const settings = openSettings({ all: () => new Map(), put: () => undefined }, {}).list()

describe('a number that was typed for a setting', () => {
  const range = { minimum: 10, maximum: 100, isWhole: true }

  test.each([
    ['10', 10],
    ['100', 100],
    ['9', 'range'],
    ['101', 'range'],
    ['10.5', 'whole'],
    ['', 'number'],
    ['-1', 'number'],
    ['1e3', 'number'],
  ])('%j is %j', (text, expected) => expect(readNumber(text, range)).toBe(expected))

  test('may have decimals where the setting has', () => {
    expect(readNumber('0.05', { minimum: 0.01, maximum: 1, isWhole: false })).toBe(0.05)
  })

  test('is judged as the gateway judges it', () => {
    for (const setting of settings.filter(({ options }) => options === null)) {
      expect(readNumber(String(setting.defaultValue), setting)).toBe(setting.defaultValue)
      expect(readNumber(String(Number(setting.maximum) + 1), setting)).toBe('range')
    }
  })
})

test.each([
  ['connectTimeoutMs', 10_000, '10 sec'],
  ['connectTimeoutMs', 10, '10 ms'],
  ['firstByteTimeoutMs', 90_000, '1 m 30 s'],
  ['modelListMaxAgeMs', 86_400_000, '1 day'],
  ['inFlightMaxBytes', 268_435_456, '256 MiB'],
  ['uploadMinBytesPerSecond', 16_384, '16 KiB/s'],
  ['cacheCapMb', 256, '256 MiB'],
  ['cacheTtlHours', 24, '1 day'],
  ['priceUpdateEveryHours', 0, '0'],
  ['port', 4283, '4283'],
  ['logMaxRows', 1_000_000, '1,000,000'],
  ['cacheFalseHitRate', 0.0001, '0.0001'],
  ['cacheMode', 'off', 'off'],
])('%s of %j reads %j', (key, value, text) => expect(settingText(key, value, numbers)).toBe(text))

test('every setting is on the screen, with what it is about', () => {
  expect(settings.map(({ key }) => key)).toEqual(Object.keys(configSchema.properties))
  for (const { title, description } of settings) {
    expect(title).not.toBe('')
    expect(description).toMatch(/\.$/)
  }
  const titles = settings.map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
})

test('a setting is found by its key, its title and its help', () => {
  const found = (search: string) => matchingSettings(settings, search).map(({ key }) => key)
  expect(found('logmaxrows')).toEqual(['logMaxRows'])
  expect(found(' Gateway port ')).toEqual(['port'])
  expect(found('the oldest go first')).toEqual(['logMaxRows'])
  expect(found('')).toHaveLength(settings.length)
  expect(found('no such thing')).toEqual([])
})
