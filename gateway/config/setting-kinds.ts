import Type, { type TInteger, type TNumber, type TUnsafe } from 'typebox'
import type { SettingGroup } from '../contract/settings.ts'

type SaidOfEach = {
  /** What it is about, in a few words. */
  readonly title: string
  readonly group: SettingGroup
  /** True if a change takes effect at the next start. */
  readonly needsRestart?: true
  readonly description: string
}

// A type alias and not an interface: typebox takes options of any name, and TypeScript accepts only an alias for that.
type NumberSetting = SaidOfEach & {
  readonly minimum: number
  readonly maximum: number
  readonly default: number
}

type WordSetting<Word extends string> = SaidOfEach & {
  readonly enum: readonly Word[]
  readonly default: Word
}

export const word = <Word extends string>(options: WordSetting<Word>) =>
  Type.Unsafe<Word>({ type: 'string', ...options }) as TUnsafe<Word> & WordSetting<Word>

export const integer = (options: NumberSetting) => Type.Integer(options) as TInteger & NumberSetting
export const number = (options: NumberSetting) => Type.Number(options) as TNumber & NumberSetting
