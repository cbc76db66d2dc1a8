import { spendDimensions, spendRanges } from '../../../gateway/contract/spend.ts'
import { choiceParameter } from '../../components/address-state.ts'

export const views = ['chart', 'table'] as const
export type View = (typeof views)[number]

export const measures = ['requests', 'cost'] as const
export type Measure = (typeof measures)[number]

/** What the overview keeps in the address. */
export const overviewAddress = {
  range: choiceParameter(spendRanges, '7d'),
  by: choiceParameter(spendDimensions, 'provider'),
  spend: choiceParameter(views, 'chart'),
  ways: choiceParameter(views, 'chart'),
  measure: choiceParameter(measures, 'requests'),
}
