import type { RequestLayout } from './request-layout.ts'

/** What is asked of a format to count its requests. */
export interface CountedFormat {
  /** Its name: counts by one layout are not those by another. */
  readonly format: string
  readonly requestLayout: RequestLayout
}
