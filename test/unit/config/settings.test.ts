import { expect, test } from 'vitest'
import type { Config } from '../../../gateway/config/schema.ts'
import { openSettings } from '../../../gateway/config/settings.ts'

function open(overrides: Partial<Config> = {}) {
  const rows = new Map<string, unknown>()
  const settings = openSettings({ all: () => rows, put: (key, value) => rows.set(key, value) }, overrides)
  const view = (key: string) => settings.list().find(setting => setting.key === key)
  return { settings, view }
}

test('a setting that needs a restart says when it waits for one', () => {
  const { settings, view } = open()
  expect(view('port')).toMatchObject({ needsRestart: true, waitsForRestart: false })
  expect(settings.change('port', 5000)).toMatchObject({ value: 5000, waitsForRestart: true })
  expect(settings.change('port', 4283)).toMatchObject({ waitsForRestart: false })
  expect(settings.change('logMaxRows', 5000)).toMatchObject({ needsRestart: false, waitsForRestart: false })
})

test('a flag of this run comes before what is stored, and is told', () => {
  const { settings, view } = open({ port: 0 })
  expect(settings.change('port', 5000)).toMatchObject({ value: 0, isOverridden: true })
  expect(view('adminPort')).toMatchObject({ isOverridden: false })
})

test('numbers say whether they have decimals, and words what they may be', () => {
  const { view } = open()
  expect(view('logMaxRows')).toMatchObject({ isWhole: true, options: null })
  expect(view('cacheFalseHitRate')).toMatchObject({ isWhole: false, minimum: 0.0001, maximum: 0.5 })
  expect(view('fetchRemoteMedia')).toMatchObject({ minimum: null, options: ['on', 'off'] })
})
