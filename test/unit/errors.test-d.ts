// What the compiler must refuse, and what it must know, of errors and their details. It is compiled by `npm test -- typecheck`,
// where a line marked here that does compile is an error too, and never run.
import { type ErrorCode, type ErrorDetail, GatewayError } from '../../gateway/errors.ts'

declare const error: GatewayError
declare const cause: unknown
declare const anyCode: ErrorCode
declare const oneOfTwo: 'price_unknown' | 'client_exists'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const is = <_Truth extends true>(): void => undefined

export const accepted = () => [
  new GatewayError('client_gone'),
  new GatewayError('internal', {}, { cause }),
  new GatewayError('provider_unknown', { id: 'one' }, { cause }),
  new GatewayError('method_not_allowed', { method: 'PUT', allow: ['GET'] }),
  new GatewayError(oneOfTwo, { model: 'm', budget: 'b', unlisted: '', near: [], name: 'n' }),
]

export const refused = () => [
  // @ts-expect-error no such code
  new GatewayError('provider_unknwon', { id: 'one' }),
  // @ts-expect-error its detail is missing
  new GatewayError('provider_unknown'),
  // @ts-expect-error one of its details is missing
  new GatewayError('price_unknown', { model: 'm' }),
  // @ts-expect-error a detail is misspelt
  new GatewayError('provider_unknown', { ident: 'one' }),
  // @ts-expect-error a detail too many
  new GatewayError('provider_unknown', { id: 'one', name: 'two' }),
  // @ts-expect-error a detail where there is none
  new GatewayError('client_gone', { id: 'one' }),
  // @ts-expect-error a cause is no detail
  new GatewayError('internal', { cause }),
  // @ts-expect-error a number in place of text
  new GatewayError('provider_unknown', { id: 1 }),
  // @ts-expect-error text in place of a number
  new GatewayError('body_too_large', { limitBytes: '1' }),
  // @ts-expect-error text in place of a list
  new GatewayError('method_not_allowed', { method: 'PUT', allow: 'GET' }),
  // @ts-expect-error what serves one of the two codes only
  new GatewayError(oneOfTwo, { name: 'n' }),
  // @ts-expect-error what serves none of many codes
  new GatewayError(anyCode),
]

/** A look at the code, or at what retrying is worth, says which details there are. */
export function known(): void {
  if (error.code === 'budget_exceeded') {
    is<Same<typeof error.detail.limit.amount, bigint>>()
    is<Same<typeof error.detail.retryAfterSeconds, number>>()
  }
  if (error.code === 'method_not_allowed') is<Same<typeof error.detail.allow, readonly string[]>>()
  if (error.retry === 'after-reset') is<Same<typeof error.detail, ErrorDetail<'budget_exceeded'>>>()
  if (cause instanceof GatewayError) is<Same<typeof cause, GatewayError>>()
  is<
    Same<
      ErrorDetail<'model_unknown'>,
      { readonly model: string; readonly hint: string; readonly near: readonly string[] }
    >
  >()
  is<Same<keyof ErrorDetail<'overloaded'>, never>>()
  // @ts-expect-error only some errors have a limit
  error.detail.limit
}
