import type { SettingValue, SettingView } from '../../../gateway/contract/settings.ts'
import type { NumberFormats } from '../../format/numbers.ts'

export type SettingProblem = 'number' | 'whole' | 'range'

/** The value of a text that was typed, or why it is none. The gateway checks it again. */
export function readNumber(
  text: string,
  { minimum, maximum, isWhole }: Pick<SettingView, 'minimum' | 'maximum' | 'isWhole'>,
): number | SettingProblem {
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(text)) return 'number'
  const value = Number(text)
  if (isWhole && !Number.isSafeInteger(value)) return 'whole'
  if ((minimum !== null && value < minimum) || (maximum !== null && value > maximum)) return 'range'
  return value
}

/** A value in its unit, which its key ends with: '10 s' for 10000 of `connectTimeoutMs`. */
export function settingText(key: string, value: SettingValue, numbers: NumberFormats): string {
  if (typeof value !== 'number') return String(value)
  if (key.endsWith('Ms')) return timeText(value, numbers)
  if (key.endsWith('BytesPerSecond')) return `${numbers.bytes(value)}/s`
  if (key.endsWith('Bytes')) return numbers.bytes(value)
  if (key.endsWith('Mb')) return numbers.bytes(value * 1024 * 1024)
  if (key.endsWith('Hours')) return timeText(value * hourMs, numbers)
  if (/[pP]ort$/.test(key)) return String(value)
  return Number.isInteger(value) ? numbers.count(value) : String(value)
}

const hourMs = 3_600_000

/** Short times with their parts, long ones in one unit where it divides them. */
function timeText(milliseconds: number, numbers: NumberFormats): string {
  if (milliseconds === 0) return '0'
  const units = [24 * hourMs, hourMs, 60_000, 1000]
  const isRound = units.some(unit => milliseconds >= unit && milliseconds % unit === 0)
  const largest = units.find(unit => milliseconds >= unit)
  return isRound && largest !== undefined && milliseconds % largest === 0
    ? numbers.span(milliseconds)
    : numbers.duration(milliseconds)
}

/** The settings whose key, title or help contain the text. */
export function matchingSettings(settings: readonly SettingView[], search: string): readonly SettingView[] {
  const wanted = search.trim().toLowerCase()
  return settings.filter(({ key, title, description }) =>
    `${key} ${title} ${description}`.toLowerCase().includes(wanted),
  )
}
