// Where a format's requests say what routes need to know: who speaks first, and what the model must be able to do.
import type { RequestNeed } from '../contract/routes.ts'

/** Plain data, so that all formats are read by the same code. */
export interface OutlineMarks {
  /** The members with instructions that stand outside the list of turns. */
  readonly instructions: readonly string[]
  /** The member with the turns of the conversation, or with the only text. */
  readonly turns: string
  readonly needs: readonly NeedMark[]
}

export interface NeedMark {
  readonly need: RequestNeed
  /** The members in which a mark may stand. */
  readonly members: readonly string[]
  /**
   * The request needs it if one of these stands in such a member. A mark is written as JSON. One that begins with a quote is
   * not found within a text, because quotes are escaped there.
   */
  readonly marks: readonly string[]
}
