import type { DetailKind, DetailTypes, ErrorRow } from '../../gateway/errors/error-row.ts'
import {
  type ErrorCode,
  type ErrorParts,
  errorTable,
  type GatewayError,
  restoreError,
} from '../../gateway/errors.ts'

const typical: { readonly [Kind in DetailKind]: DetailTypes[Kind] } = {
  text: 'some text',
  number: 7,
  'number-or-null': 1000,
  list: ['GET', 'HEAD'],
  amount: { amount: 5n, unit: 'tokens' },
}

/** The error with this code. Each of its details has a typical value of the kind that its row declares. */
export function typicalError(code: ErrorCode): GatewayError {
  const { message, detail: kinds = {} }: ErrorRow = errorTable[code]
  const texts = Array.from(message.matchAll(/\{(\w+)\}/g), ([, name = '']) => [name, typical.text])
  const others = Object.entries(kinds).map(([name, kind]) => [name, typical[kind]])
  return restoreError({ code, detail: Object.fromEntries([...texts, ...others]) } as ErrorParts)
}
