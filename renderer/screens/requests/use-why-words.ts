import { useTranslation } from 'react-i18next'
import type {
  AmountView,
  AskedAnswer,
  Passing,
  RequestFailure,
} from '../../../gateway/contract/request-why.ts'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { useBudgets } from '../../api/queries.ts'
import { money, numbers, shownZone, times } from '../../format/formats.ts'
import { useBudgetWords } from '../budgets/use-budget-words.ts'

export interface WhyWords {
  /** Why the request ended as it did. Null if it simply succeeded. */
  readonly sentence: string | null
  /** The provider's own words. */
  readonly quote: string | null
  /** What that means, in plain words. */
  readonly hint: string | null
}

/** Says why a request ended as it did. A row of an older version only has its outcome. */
export function useWhyWords(): (request: RequestDetail) => WhyWords {
  const { t } = useTranslation()
  const sentenceOf = useSentence()
  return ({ errorCode, failure, outcome }) => {
    const only = (sentence: string | null): WhyWords => ({ sentence, quote: null, hint: null })
    if (errorCode === 'no_route') return only(t('why.noRoute'))
    if (failure === null) return only(outcome === 'completed' ? null : t(`why.outcomes.${outcome}`))
    if (failure.type !== 'provider') return only(sentenceOf(failure))
    const { fault, message, providerId, status } = failure
    const known = hinted.find(each => each === fault)
    const hint = known === undefined ? null : t(`why.faults.${known}`)
    if (status === null) return { sentence: message, quote: null, hint }
    // A stream that began well has a status that says nothing of its failure.
    const answered = status < 300 ? 'why.reported' : 'why.answered'
    return { sentence: t(answered, { provider: providerId, status }), quote: message, hint }
  }
}

type OwnFailure = Exclude<RequestFailure, { readonly type: 'provider' }>

function useSentence(): (failure: OwnFailure) => string {
  const { t } = useTranslation()
  const refusalOf = useRefusalSentence()
  const nameOf = useBudgetName()
  return failure => {
    switch (failure.type) {
      case 'budget':
        return refusalOf(failure)
      case 'unbounded':
        return t('why.unbounded', { name: nameOf(failure), reason: failure.reason })
      case 'cut':
        return t('why.cut', { name: nameOf(failure) })
      case 'no-price':
        return t(failure.near ? 'why.unlisted' : 'why.noPrice', {
          name: nameOf(failure),
          model: failure.model,
          provider: failure.providerId ?? '',
        })
      case 'model':
        return t(failure.isAmbiguous ? 'why.ambiguousModel' : 'why.unknownModel', { model: failure.asked })
      case 'locked':
        return t('why.locked', { provider: failure.providerId ?? '', reason: failure.reason })
      case 'other':
        return failure.message
      default:
        return failure satisfies never
    }
  }
}

/** The name that the budget has everywhere in the window. If it is gone, the one that it had in messages. */
function useBudgetName(): (named: { readonly budgetId: string | null; readonly budget: string }) => string {
  const words = useBudgetWords()
  const budgets = useBudgets()
  return ({ budget, budgetId }) => {
    const found = budgets.data?.find(({ id }) => id === budgetId)
    return found === undefined ? budget : words.name(found)
  }
}

/** Which budget refused, its limit, what was left, what was asked, and when there is room. */
function useRefusalSentence(): (failure: Extract<RequestFailure, { readonly type: 'budget' }>) => string {
  const { t } = useTranslation()
  const nameOf = useBudgetName()
  const text = ({ amount, unit }: AmountView): string => {
    if (unit === 'usd') return money.plain(amount)
    return t(`budgets.${unit}`, { amount: numbers.count(Number(amount)), count: Number(amount) })
  }
  const passing = (passes: Passing): string => {
    if (passes.type !== 'at') return t(`why.passes.${passes.type}`)
    const nowMs = Date.now()
    const instant = times.reset(passes.atMs, shownZone.zone(), nowMs)
    return t(`why.passes.${passes.atMs > nowMs ? 'at' : 'since'}`, { instant })
  }
  const setAside = (answer: AskedAnswer | null | undefined): string => {
    if (!answer || answer.tokens === 0) return ''
    const { missingBound: bound, tokens: count } = answer
    const values = { count, formatted: numbers.count(count) }
    return bound === null ? t('why.setAside', values) : t('why.setAsideUnasked', { ...values, bound })
  }
  return failure => {
    const { answer, asked, left, limit, passes } = failure
    const amounts = { name: nameOf(failure), limit: text(limit), left: text(left), asked: text(asked) }
    const isEmpty = BigInt(left.amount) <= 0n
    const sentences = [
      t(isEmpty ? 'why.budgetEmpty' : 'why.budget', amounts),
      passing(passes),
      setAside(answer),
    ]
    return sentences.filter(sentence => sentence !== '').join(' ')
  }
}

/** The kinds of faults of which more can be said than the provider does. */
const hinted = [
  'rate-limited',
  'overloaded',
  'quota',
  'key-refused',
  'model-gone',
  'context-overflow',
  'content-refused',
  'offline',
  'unreachable',
] as const
