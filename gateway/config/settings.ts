import Type from 'typebox'
import { Check, Errors } from 'typebox/value'
import type { SettingValue, SettingView } from '../contract/admin.ts'
import { GatewayError } from '../errors.ts'
import type { SettingRows } from '../storage/settings.ts'
import { type Config, type ConfigKey, configSchema } from './schema.ts'

export interface Settings {
  /** The values in force. A flag of this run comes before the stored value, which comes before the default. */
  readonly current: Config
  list(): readonly SettingView[]
  /**
   * Stores a value at once. One that needs a restart, such as a port, is used from the next start on. Throws
   * `input_invalid`.
   */
  change(key: string, value: SettingValue): SettingView
}

const keys = Object.keys(configSchema.properties) as readonly ConfigKey[]

export function openSettings(rows: SettingRows, overrides: Partial<Config>): Settings {
  const stored = new Map([...rows.all()].filter(([key, value]) => isKey(key) && isValid(key, value)))
  let current = resolve(stored, overrides)
  const atStart = current
  const viewOf = (key: ConfigKey): SettingView => view(key, current, atStart, overrides)
  return {
    get current() {
      return current
    },
    list: () => keys.map(viewOf),
    change(key, value) {
      if (!isKey(key))
        throw new GatewayError('input_invalid', { reason: `There is no setting "${key.slice(0, 64)}".` })
      if (!isValid(key, value))
        throw new GatewayError('input_invalid', { reason: `${key} ${complaint(key, value)}.` })
      rows.put(key, value)
      stored.set(key, value)
      current = resolve(stored, overrides)
      return viewOf(key)
    },
  }
}

function resolve(stored: ReadonlyMap<string, unknown>, overrides: Partial<Config>): Config {
  const values = keys.map(key => [
    key,
    overrides[key] ?? stored.get(key) ?? configSchema.properties[key].default,
  ])
  return Object.fromEntries(values) as Config
}

function isKey(key: string): key is ConfigKey {
  return Object.hasOwn(configSchema.properties, key)
}

function isValid(key: ConfigKey, value: unknown): boolean {
  return Check(configSchema.properties[key], value)
}

function complaint(key: ConfigKey, value: unknown): string {
  return (
    Errors(Type.Object({ [key]: configSchema.properties[key] }), { [key]: value })[0]?.message ??
    'is not valid'
  )
}

function view(key: ConfigKey, current: Config, atStart: Config, overrides: Partial<Config>): SettingView {
  const property = configSchema.properties[key]
  const { title, group, default: defaultValue, description } = property
  const needsRestart = 'needsRestart' in property && property.needsRestart === true
  return {
    key,
    title,
    group,
    value: current[key],
    defaultValue,
    description,
    minimum: 'minimum' in property ? property.minimum : null,
    maximum: 'maximum' in property ? property.maximum : null,
    isWhole: 'type' in property && property.type === 'integer',
    options: 'enum' in property ? property.enum : null,
    needsRestart,
    waitsForRestart: needsRestart && current[key] !== atStart[key],
    isOverridden: overrides[key] !== undefined,
  }
}
