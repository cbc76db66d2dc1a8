import { amountOf } from './amounts.ts'
import { currencyCodes } from './data/currencies.ts'
import { monthNumbers } from './data/dates.ts'
import { ordinalWords, romanNumerals, scales, smallNumbers, tens } from './data/number-words.ts'
import { units } from './data/units.ts'
import { type Lexeme, lexeme } from './lexeme.ts'
import { readClock, unitOf } from './read-chunk.ts'

/** What was read at a place, and how many pieces it takes. */
interface Amount {
  readonly piece: Lexeme
  readonly length: number
}

const valueAt = (pieces: readonly Lexeme[], at: number): string => {
  const piece = pieces[at]
  return piece?.kind === 'word' ? piece.value : ''
}

const textOf = (pieces: readonly Lexeme[], at: number, length: number) =>
  pieces
    .slice(at, at + length)
    .map(({ text }) => text)
    .join(' ')

/** `twenty three`, `two hundred and five`, `3 million`, `a thousand`. */
function readNumber(pieces: readonly Lexeme[], at: number): Amount | undefined {
  let total = 0
  let group: number | undefined
  let length = 0
  for (let index = at; index < pieces.length; index += 1) {
    const value = valueAt(pieces, index)
    const scale = scales.get(value)
    const small = smallNumbers.get(value) ?? tens.get(value)
    if (scale !== undefined && group !== undefined) {
      group *= scale
      if (scale >= 1000) {
        total += group
        group = 0
      }
    } else if (
      small !== undefined &&
      (group === undefined || (small > 0 && group % (small < 10 ? 10 : 100) === 0 && group + total > 0))
    ) {
      group = (group ?? 0) + small
    } else if (
      value === 'and' &&
      group !== undefined &&
      group + total >= 100 &&
      isSmall(valueAt(pieces, index + 1))
    )
      continue
    else break
    length = index + 1 - at
  }
  if (length === 0 || group === undefined) return undefined
  if (length === 1 && valueAt(pieces, at) === 'one' && !isMeasured(pieces, at + 1)) return undefined
  return { piece: lexeme('number', textOf(pieces, at, length), String(total + group)), length }
}

const isSmall = (value: string) => smallNumbers.has(value) || tens.has(value)

const isMeasured = (pieces: readonly Lexeme[], at: number) => {
  const value = valueAt(pieces, at)
  return units.has(value) || currencyCodes.has(value) || value === 'percent'
}

/** Digits with the word for a thousand or a million behind them. */
function readScaled(pieces: readonly Lexeme[], at: number): Amount | undefined {
  const piece = pieces[at]
  if (piece?.kind === 'word' && /^(?:a|an)$/.test(piece.value) && scales.has(valueAt(pieces, at + 1))) {
    return {
      piece: lexeme('number', textOf(pieces, at, 2), String(scales.get(valueAt(pieces, at + 1)))),
      length: 2,
    }
  }
  if (piece?.kind !== 'number' && piece?.kind !== 'currency') return readNumber(pieces, at)
  const scale = scales.get(valueAt(pieces, at + 1))
  if (scale === undefined || piece.value.startsWith('#')) return { piece, length: 1 }
  const [digits = '', code] = piece.value.split(' ')
  const scaled = amountOf(digits, scale)
  const value = code === undefined ? scaled : `${scaled} ${code}`
  return { piece: lexeme(piece.kind, textOf(pieces, at, 2), value), length: 2 }
}

/** Words that are units only where they are written out or behind a number without a space. */
const notAlone = new Set(['in', 'a', 'at', 'us', 'em'])

/** A number with its unit, its currency or `percent` behind it. */
function withUnit(pieces: readonly Lexeme[], at: number, { piece, length }: Amount): Amount {
  if (piece.kind !== 'number' || piece.value.startsWith('#')) return { piece, length }
  const next = valueAt(pieces, at + length)
  const as = (kind: Lexeme['kind'], value: string) => ({
    piece: lexeme(kind, textOf(pieces, at, length + 1), value),
    length: length + 1,
  })
  if (next === 'percent') return as('percentage', `${piece.value}%`)
  const unit =
    next === 'c' || next === 'f'
      ? units.get(next === 'c' ? 'celsius' : 'fahrenheit')
      : unitOf(textOf(pieces, at + length, 1))
  if (unit !== undefined && !notAlone.has(next))
    return as('unit', `${amountOf(piece.value, unit.factor)} ${unit.base}`)
  const code = currencyCodes.get(next)
  if (code !== undefined) return as('currency', `${piece.value} ${code}`)
  if (next === 'am' || next === 'pm' || next === 'am_time' || next === 'oclock') {
    const clock = readClock(`${piece.value}${next === 'oclock' ? ':00' : next.slice(0, 2)}`)
    if (clock !== undefined) return as('time', clock.value)
  }
  return { piece, length }
}

const isDay = (piece: Lexeme | undefined) =>
  piece?.kind === 'number' && /^#?(?:[1-9]|[12]\d|3[01])$/.test(piece.value)
const isYear = (piece: Lexeme | undefined) => piece?.kind === 'number' && /^[12]\d{3}$/.test(piece.value)
const skipComma = (pieces: readonly Lexeme[], at: number) =>
  pieces[at]?.kind === 'stop' && pieces[at]?.text === ',' ? at + 1 : at
const skipOf = (pieces: readonly Lexeme[], at: number) => (valueAt(pieces, at) === 'of' ? at + 1 : at)

/** `March 5, 2024`, `5th of March 2024` and `March 2024`. What is not said is left open. */
function readDate(pieces: readonly Lexeme[], at: number): Amount | undefined {
  const dayFirst = isDay(pieces[at])
  const monthAt = dayFirst ? skipOf(pieces, at + 1) : at
  const month = monthNumbers.get(valueAt(pieces, monthAt))
  if (month === undefined) return undefined
  const dayAt = monthAt + 1
  const hasDay = dayFirst || (isDay(pieces[dayAt]) && !isYear(pieces[dayAt]))
  const day = hasDay ? (dayFirst ? pieces[at] : pieces[dayAt])?.value.replace('#', '') : ''
  const afterDay = hasDay && !dayFirst ? dayAt + 1 : dayAt
  const yearAt = skipComma(pieces, afterDay)
  const year = isYear(pieces[yearAt]) ? pieces[yearAt]?.value : ''
  if (day === '' && year === '') return undefined
  const end = year === '' ? afterDay : yearAt + 1
  return { piece: lexeme('date', textOf(pieces, at, end - at), `${year}-${month}-${day}`), length: end - at }
}

/** `third`, and `II` behind a name. `second` is a time behind a number, which was read before. */
function readRank(pieces: readonly Lexeme[], at: number): Amount | undefined {
  const piece = pieces[at]
  if (piece?.kind !== 'word') return undefined
  const rank = ordinalWords.get(piece.value)
  if (rank !== undefined) return { piece: lexeme('number', piece.text, `#${rank}`), length: 1 }
  const roman = piece.text.length > 1 || piece.text === 'V' ? romanNumerals.get(piece.text) : undefined
  return roman !== undefined && pieces[at - 1]?.kind === 'word' && pieces[at - 1]?.capital
    ? { piece: lexeme('number', piece.text, String(roman)), length: 1 }
    : undefined
}

function readAmount(pieces: readonly Lexeme[], at: number): Amount | undefined {
  const date = readDate(pieces, at)
  if (date !== undefined) return date
  const half = valueAt(pieces, at + 1).replace('am_time', 'am')
  if (pieces[at]?.kind === 'time' && (half === 'am' || half === 'pm')) {
    const clock = readClock(`${pieces[at]?.value ?? ''}${half}`)
    if (clock !== undefined) return { piece: { ...clock, text: textOf(pieces, at, 2) }, length: 2 }
  }
  const number = readScaled(pieces, at)
  if (number !== undefined) return withUnit(pieces, at, number)
  if (valueAt(pieces, at) === 'noon') return { piece: lexeme('time', 'noon', '12:00'), length: 1 }
  if (valueAt(pieces, at) === 'midnight') return { piece: lexeme('time', 'midnight', '0:00'), length: 1 }
  return readRank(pieces, at)
}

/** Numbers, amounts, dates and times, each in one piece and in one form. */
export function readAmounts(pieces: readonly Lexeme[]): readonly Lexeme[] {
  const result: Lexeme[] = []
  for (let at = 0; at < pieces.length; ) {
    const amount = readAmount(pieces, at)
    const piece = amount?.piece ?? pieces[at]
    if (piece !== undefined) result.push(piece)
    at += amount?.length ?? 1
  }
  return result
}
