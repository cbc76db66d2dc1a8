import { adminErrors } from './admin-errors.ts'
import { moneyErrors } from './money-errors.ts'
import { providerErrors } from './provider-errors.ts'
import { requestErrors } from './request-errors.ts'
import { runningErrors } from './running-errors.ts'
import { startErrors } from './start-errors.ts'

/** All errors that the gateway itself raises, in the order of the README's table. */
export const errorTable = {
  ...requestErrors,
  ...moneyErrors,
  ...providerErrors,
  ...runningErrors,
  ...adminErrors,
  ...startErrors,
}

export type ErrorCode = keyof typeof errorTable
export type ErrorRowOf<Code extends ErrorCode> = (typeof errorTable)[Code]
