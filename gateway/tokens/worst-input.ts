import type { RequestFacts } from '../chat/request-facts.ts'
import { familyOf } from './model-family.ts'
import { scaleWorst } from './request-count.ts'
import type { RequestCount } from './request-layout.ts'

/** How tools are shown to a model is not published, only inferred. So requests with tools may count a tenth more. */
const toolSlack = 1.1
/**
 * Audio of unknown rate is assumed to have 32 kbit/s. The rate may be a fourth of that, and the recording then four times as
 * long.
 */
const audioSlack = 4

/** The most input tokens that a request itself may have. `bodyBytes` is its whole length in bytes. */
export function worstInput(
  {
    facts,
    counted,
    target,
  }: {
    readonly facts: RequestFacts
    readonly counted: RequestCount
    readonly target: { readonly model: string }
  },
  bodyBytes: number,
  worstRatio: number,
): number {
  const ratio = facts.tools ? worstRatio * toolSlack : worstRatio
  const fixed = counted.triggers.audioInput ? counted.fixed * audioSlack : counted.fixed
  const isTokenizerKnown = familyOf(target.model).ratio === 1
  const bytes = isTokenizerKnown ? undefined : { all: bodyBytes, wide: facts.wideBytes }
  return scaleWorst({ text: counted.text, fixed }, ratio, bytes)
}
