// Which installed model answers when nobody else can. Pure: a table test is its description.
import type { LocalCapability, LocalModel } from '../providers/local-kind.ts'
import { type ContextRules, contextTokensOf } from './context-tokens.ts'

/** What the request needs. */
export interface LocalNeeds {
  readonly inputTokens: number
  /** How much room the answer should have. */
  readonly outputTokens: number
  readonly tools: boolean
  readonly vision: boolean
  /** Local servers bind every model to a schema, so that it needs no capability of the model. */
  readonly jsonSchema: boolean
  /** Asked for thinking. A model that does not think answers all the same, so this only decides between those that fit. */
  readonly reasoning: boolean
}

export interface LocalCandidates {
  readonly providerId: string
  readonly models: readonly LocalModel[]
  readonly context: ContextRules
}

export interface PickedLocalModel {
  readonly providerId: string
  readonly model: string
  readonly contextTokens: number
  /** One sentence without a full stop: 'it is loaded, and 8192 tokens of context hold 1200 of input and 1024 of output'. */
  readonly why: string
}

export interface UnfitLocalModel {
  readonly providerId: string
  readonly model: string
  readonly reason: UnfitReason
  /** Says `reason` to a person. */
  readonly why: string
}

export type UnfitReason =
  | 'remote'
  | 'embeddings'
  | 'no-tools'
  | 'tools-unknown'
  | 'no-vision'
  | 'vision-unknown'
  | 'context-unknown'
  | 'context-too-small'

export interface LocalPick {
  readonly picked: PickedLocalModel | undefined
  /** Every model that cannot answer, in the order of the lists. */
  readonly unfit: readonly UnfitLocalModel[]
}

/**
 * Of the models that fit: one that is loaded comes first, since loading takes up to minutes; then, if thinking is asked for,
 * one that thinks; then the one with the most parameters; then the larger file; then the first of the lists.
 */
export function pickLocalModel(needs: LocalNeeds, servers: readonly LocalCandidates[]): LocalPick {
  const unfit: UnfitLocalModel[] = []
  let best: Fitting | undefined
  for (const { providerId, models, context } of servers) {
    for (const model of models) {
      const contextTokens = contextTokensOf(model, context)
      const found = unfitFor(model, contextTokens, needs)
      if (found !== undefined) unfit.push({ providerId, model: model.name, ...found })
      else if (contextTokens !== undefined) {
        const fitting = { providerId, model, contextTokens }
        if (best === undefined || isBetter(fitting, best, needs)) best = fitting
      }
    }
  }
  return { picked: best && describe(best, needs), unfit }
}

interface Fitting {
  readonly providerId: string
  readonly model: LocalModel
  readonly contextTokens: number
}

type Unfit = Pick<UnfitLocalModel, 'reason' | 'why'>

function unfitFor(
  model: LocalModel,
  contextTokens: number | undefined,
  needs: LocalNeeds,
): Unfit | undefined {
  const { capabilities } = model
  if (model.isRemote) return { reason: 'remote', why: 'it runs on somebody else’s machine' }
  const onlyEmbeds = capabilities?.has('embedding') === true && !capabilities.has('completion')
  if (onlyEmbeds) return { reason: 'embeddings', why: 'it only makes embeddings' }
  if (needs.tools && !capabilities?.has('tools')) return lacking(model, 'tools', 'calls tools')
  if (needs.vision && !capabilities?.has('vision')) return lacking(model, 'vision', 'reads pictures')
  if (contextTokens === undefined) {
    return { reason: 'context-unknown', why: 'its server does not say how much context it has' }
  }
  const needed = needs.inputTokens + needs.outputTokens
  if (needed <= contextTokens) return undefined
  const why = `its ${contextTokens} tokens of context do not hold ${roomText(needs)}`
  return { reason: 'context-too-small', why }
}

/** A server refuses tools for a model without them, and drops pictures without a word, so unknown is not taken for yes. */
function lacking(
  { capabilities }: LocalModel,
  capability: Extract<LocalCapability, 'tools' | 'vision'>,
  does: string,
): Unfit {
  return capabilities === undefined
    ? { reason: `${capability}-unknown`, why: `its server does not say whether it ${does}` }
    : { reason: `no-${capability}`, why: `it is not a model that ${does}` }
}

function isBetter(one: Fitting, other: Fitting, { reasoning }: LocalNeeds): boolean {
  const thinks = ({ model }: Fitting) => Number(reasoning && model.capabilities?.has('thinking') === true)
  const order =
    Number(one.model.isLoaded) - Number(other.model.isLoaded) ||
    thinks(one) - thinks(other) ||
    parametersOf(one.model) - parametersOf(other.model) ||
    (one.model.sizeBytes ?? 0) - (other.model.sizeBytes ?? 0)
  return order > 0
}

const factors: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }

/** '8.0B' is 8e9. 0 if unknown. */
function parametersOf({ parameterSize = '' }: LocalModel): number {
  const [, digits, unit = ''] = /^(\d{1,6}(?:\.\d{1,6})?)([KMBT])$/i.exec(parameterSize.trim()) ?? []
  return digits === undefined ? 0 : Number(digits) * (factors[unit.toUpperCase()] ?? 0)
}

function describe({ providerId, model, contextTokens }: Fitting, needs: LocalNeeds): PickedLocalModel {
  const state = model.isLoaded ? 'it is loaded' : 'no loaded model fits'
  const why = `${state}, and its ${contextTokens} tokens of context hold ${roomText(needs)}`
  return { providerId, model: model.name, contextTokens, why }
}

function roomText({ inputTokens, outputTokens }: LocalNeeds): string {
  return `${inputTokens} of input and ${outputTokens} of output`
}
