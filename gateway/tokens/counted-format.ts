import type { RequestLayout } from './request-layout.ts'

/** What a format must provide so that its requests can be counted. */
export interface CountedFormat {
  /** The format's name. Remembered counts are kept apart by it, because another layout counts the same bytes differently. */
  readonly format: string
  readonly requestLayout: RequestLayout
}
