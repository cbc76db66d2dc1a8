// All errors that the gateway raises itself. Errors in a provider's answer are passed on unchanged and are not listed here.
import { type DetailForAll, describeError, type ErrorDetail } from './errors/error-detail.ts'
import { type ErrorCode, type ErrorRowOf, errorTable } from './errors/error-table.ts'

export type { ErrorDetail } from './errors/error-detail.ts'
export { type ErrorCode, errorTable } from './errors/error-table.ts'

class CodedError<Code extends ErrorCode> extends Error {
  // Declared as fields, because parameter properties are not erasable syntax (`erasableSyntaxOnly` of TypeScript).
  readonly code: Code
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

  /**
   * The error in a form that can be sent to another thread. Structured cloning would make it a plain Error, without its
   * class and details.
   */
  toParts(): { readonly code: Code; readonly detail: ErrorDetail<Code> } {
    return { code: this.code, detail: this.detail }
  }
}

/** A union over the codes, so that checking `code` or `retry` tells the compiler which details there are. */
export type GatewayError<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? CodedError<Code>
  : never

/** The code of an error, and its details. */
export type ErrorParts = ReturnType<GatewayError['toParts']>

/** The arguments after the code. The details may be left out if the code needs none, and must be complete otherwise. */
type Given<Detail> = [keyof Detail] extends [never]
  ? [detail?: Readonly<Record<string, never>>, options?: ErrorOptions]
  : [detail: Detail, options?: ErrorOptions]

interface GatewayErrorClass {
  new <Code extends ErrorCode>(code: Code, ...given: Given<DetailForAll<Code>>): GatewayError<Code>
  readonly prototype: GatewayError
}

/**
 * The class with a type under which the code decides which details have to be given, and the result is part of the union.
 */
export const GatewayError = CodedError as unknown as GatewayErrorClass

/** Restores an error that came from another thread. */
export function restoreError({ code, detail }: ErrorParts): GatewayError {
  return new CodedError(code, detail) as GatewayError
}

/**
 * Turns anything that was thrown into an error of the table. An unknown error becomes `internal`, with the original as its
 * cause.
 */
export function toGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('internal', {}, { cause: error })
}
