import { technologies } from './data/technologies.ts'
import { wordSet } from './data/word-list.ts'
import type { Item } from './item.ts'
import type { Lexeme } from './lexeme.ts'
import type { Asking } from './question.ts'
import type { Hedge } from './read-opening.ts'

/** What only a person is asked whether they can do it. */
const abilities = wordSet(
  'speak swim see hear drive cook fly dance sing feel think learn remember understand smell taste sleep',
)

/** What an assistant is asked to do. Of others, `would you` and `will you` ask whether they are done. */
const assistantVerbs = wordSet(
  'write translate describe summarize rewrite proofread list show give suggest recommend calculate verify create convert fix compare find get tell plan',
)

const technicalKinds: ReadonlySet<string> = new Set(['code', 'identifier', 'path', 'version'])
const isTechnical = ({ kind, key }: Item) => technicalKinds.has(kind) || technologies.has(key)

/**
 * `can you` wants something done, unless it asks what someone is able to. Who wants to do something may ask for the way or say no
 * more than that: only what is done with a program is surely asked for.
 */
export function askedBy(
  [first, second, third]: readonly Lexeme[],
  asking: Asking,
  tokens: readonly Item[],
  hedge: Hedge | undefined,
): Asking {
  if (hedge === 'wish' && asking === 'open') return tokens.some(isTechnical) ? 'open' : 'wish'
  if (hedge === 'need' && asking === 'open') return 'need'
  if (hedge === 'ability' && (asking === 'way' || asking === 'open'))
    return asking === 'way' && tokens.some(isTechnical) ? 'way' : 'yes-no'
  const isRequest =
    asking === 'open' &&
    /^(?:can|could|would|will)$/.test(first?.value ?? '') &&
    /^(?:you|u)$/.test(second?.value ?? '')
  if (!isRequest) return asking
  const begins = tokens.find(({ role }) => role !== 'setting')
  const isDoubtful = /^w/.test(first?.value ?? '') && third?.value !== 'please' && third?.value !== 'kindly'
  if (abilities.has(begins?.word ?? '')) return 'yes-no'
  return isDoubtful && !assistantVerbs.has(begins?.key ?? '') ? 'yes-no' : 'request'
}
