// Every error that the gateway raises itself. What a provider answers with passes through unchanged and is not here.
import { type DetailForAll, describeError, type ErrorDetail } from './errors/error-detail.ts'
import { type ErrorCode, type ErrorRowOf, errorTable } from './errors/error-table.ts'

export type { ErrorDetail } from './errors/error-detail.ts'
export { type ErrorCode, errorTable } from './errors/error-table.ts'

class CodedError<Code extends ErrorCode> extends Error {
  readonly code: Code // declared fields: parameter properties are not erasable syntax
  readonly detail: ErrorDetail<Code>

  constructor(code: Code, detail = {} as ErrorDetail<Code>, options?: ErrorOptions) {
    super(describeError(code, detail), options)
    this.name = 'GatewayError'
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return errorTable[this.code].status
  }

  get retry(): ErrorRowOf<Code>['retry'] {
    return errorTable[this.code].retry
  }

  /** What another thread can be sent: structured cloning takes the class from an error, and all but its message. */
  toParts(): { readonly code: Code; readonly detail: ErrorDetail<Code> } {
    return { code: this.code, detail: this.detail }
  }
}

/** A union by code, so that a look at `code` or `retry` says which details there are. */
export type GatewayError<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? CodedError<Code>
  : never

/** An error's code with the details of that code. */
export type ErrorParts = ReturnType<GatewayError['toParts']>

/** Nothing where the message needs no details; else all that it needs. */
type Given<Detail> = [keyof Detail] extends [never]
  ? [detail?: Readonly<Record<string, never>>, options?: ErrorOptions]
  : [detail: Detail, options?: ErrorOptions]

interface GatewayErrorClass {
  new <Code extends ErrorCode>(code: Code, ...given: Given<DetailForAll<Code>>): GatewayError<Code>
  readonly prototype: GatewayError
}

/** The class, seen so that the code decides which details have to be given, and that what it makes is of the union. */
export const GatewayError = CodedError as unknown as GatewayErrorClass

/** The error of another thread, as itself again. */
export function restoreError({ code, detail }: ErrorParts): GatewayError {
  return new CodedError(code, detail) as GatewayError
}

/** Anything thrown, as an error of the table; what is not known becomes `internal` with the cause kept. */
export function toGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('internal', {}, { cause: error })
}
