// What settled requests teach for later ones: how long answers are, how many tokens a model's tokenizer makes of a text, and
// how fast a model writes. It is kept in memory. Ratios and paces are also written to the ledger, a little later; lengths
// are read from the ledger's entries at a start.
import type { Logger } from 'pino'
import type { ThinkingBound } from '../budgets/budget.ts'
import {
  type AnswerKind,
  createLearnedOutput,
  longestAnswerTokens,
  type OutputBounds,
  worstOutput as worstOutputWithin,
} from '../budgets/learned-output.ts'
import { type AnswerPace, createLearnedPaces, type ModelPace } from '../budgets/learned-pace.ts'
import type { EstimateRows } from '../storage/estimates.ts'
import { type CountedInput, createLearnedRatios, type TokenRatio } from '../tokens/learned-ratio.ts'
import { mayReasonBeside } from '../tokens/model-family.ts'
import { outputLimitOf } from '../tokens/output-limit.ts'
import { isThinkingModel } from '../tokens/thinking-models.ts'

/** A request whose output has to be estimated for a hold. */
export interface OutputQuestion extends AnswerKind, Pick<OutputBounds, 'choices' | 'maxOutputTokens'> {
  /** True if, in the format of the request, its own maximum always includes the reasoning. */
  readonly boundsReasoning?: boolean
}

/** An answer that ran to its end, and for which the provider reported everything that was used. */
export interface Lesson extends OutputQuestion {
  /** The sum over all choices. */
  readonly outputTokens: number
  readonly input: CountedInput
  readonly pace: AnswerPace
}

export interface EstimatesDeps {
  readonly rows: EstimateRows
  readonly now: () => number
  readonly log: Logger
}

export type Estimates = ReturnType<typeof openEstimates>

const writeEveryMs = 1000
const modelsAtMost = 1000
/** How many of the ledger's entries are read at a start, which takes about 40 ms. */
const entriesAtMost = 10_000

export function openEstimates({ rows, now, log }: EstimatesDeps) {
  const ratios = createLearnedRatios(rows.takeRatios(modelsAtMost))
  const paces = createLearnedPaces(rows.takePaces(modelsAtMost))
  const outputs = createLearnedOutput()
  const changedRatios = createWriteBehind<TokenRatio>(
    batch => rows.putRatios(batch, now()),
    ({ model }) => model,
    log,
  )
  const changedPaces = createWriteBehind<ModelPace>(
    batch => rows.putPaces(batch, now()),
    ({ providerId, model }) => `${providerId}/${model}`,
    log,
  )
  for (const { outputTokens, ...kind } of rows.newestLengths(entriesAtMost)) {
    // The entries do not say which answers were cut, so each counts with the length that it had.
    outputs.learn(kind, { outputTokens, choices: 1, cut: false })
  }

  return {
    /** The output tokens that the answers to such a request usually have, all choices together. */
    outputHold: (question: OutputQuestion): number => outputs.tokensToHold(question, boundsOf(question)),

    /** The most output tokens that its answers can have. */
    worstOutput: (question: OutputQuestion): number => worstOutputWithin(boundsOf(question)),

    /** Which bound in the request makes `worstOutput` smaller. */
    thinkingBound({ model, reasoning, boundsReasoning = true }: OutputQuestion): ThinkingBound {
      if (!mayReasonBeside(model, reasoning, boundsReasoning)) return 'max_tokens'
      return mayReasonBeside(model, reasoning, true) ? 'none' : 'max_completion_tokens'
    },

    /** The most tokens that the model writes in one answer. */
    outputLimit: (model: string): number => outputLimitOf(model) ?? longestAnswerTokens,

    ratioOf: ratios.ratioOf,

    /** The tokens that the model writes in a given time. */
    tokensWithin: paces.tokensWithin,

    /** Whether the model's answers contain tokens that are not shown to the caller. */
    thinks: (providerId: string, model: string): boolean =>
      isThinkingModel(model) || paces.thinks(providerId, model),
    worstRatioOf: ratios.worstRatioOf,

    learn(lesson: Lesson): void {
      const { outputTokens, choices, maxOutputTokens, model, input } = lesson
      const cut = maxOutputTokens !== undefined && outputTokens >= maxOutputTokens
      if (maxOutputTokens !== 0) outputs.learn(lesson, { outputTokens, choices, cut })
      const ratio = ratios.learn(model, input)
      if (ratio) changedRatios.put(ratio)
      const pace = paces.learn(lesson.providerId, model, lesson.pace)
      if (pace) changedPaces.put(pace)
    },

    /** Writes what is not written yet. To be called before the ledger's connection is closed. */
    close(): void {
      changedRatios.close()
      changedPaces.close()
    },
  }
}

function boundsOf(question: OutputQuestion): OutputBounds {
  const { model, choices, maxOutputTokens, reasoning, boundsReasoning = true } = question
  return {
    choices,
    maxOutputTokens,
    modelLimit: outputLimitOf(model),
    reasonsBeside: mayReasonBeside(model, reasoning, boundsReasoning),
  }
}

/**
 * Collects what was learned and writes it at most once a second. If writing fails, it is tried again later. No request fails
 * because of it.
 */
function createWriteBehind<Learned>(
  write: (batch: Iterable<Learned>) => void,
  keyOf: (learned: Learned) => string,
  log: Logger,
) {
  const waiting = new Map<string, Learned>()
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    timer = undefined
    try {
      write(waiting.values())
      waiting.clear()
    } catch (error) {
      log.error({ err: error }, 'what was learned could not be written')
    }
  }

  return {
    put(learned: Learned): void {
      waiting.set(keyOf(learned), learned)
      timer ??= setTimeout(flush, writeEveryMs).unref()
    },
    close(): void {
      clearTimeout(timer)
      if (waiting.size > 0) flush()
    },
  }
}
