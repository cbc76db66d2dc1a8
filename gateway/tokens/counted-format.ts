import type { RequestFacts, RequestParts } from '../chat/request-facts.ts'
import type { RequestLayout } from './request-layout.ts'

/** What is asked of a format to read its requests and count them. */
export interface CountedFormat {
  /** Its name: counts by one layout are not those by another. */
  readonly format: string
  readonly requestLayout: RequestLayout
  /** Throws GatewayError `request_invalid`. */
  readFacts(request: RequestParts): RequestFacts
}

/** Throws where there is no format of that name. */
export type FindFormat = (format: string) => CountedFormat
