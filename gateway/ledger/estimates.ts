// What is learned from settled requests, for those to come: how long answers are, how many tokens a model's tokenizer makes
// of a text, and how fast it writes. In memory; ratios and paces are written behind, lengths are read from the entries.
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

/** A request whose output is to be held. */
export interface OutputQuestion extends AnswerKind, Pick<OutputBounds, 'choices' | 'maxOutputTokens'> {
  /** Its own maximum includes reasoning wherever the format is spoken. */
  readonly boundsReasoning?: boolean
}

/** An answer that ran to its end and whose provider reported everything that it used. */
export interface Lesson extends OutputQuestion {
  /** All choices together. */
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
/** Of the ledger, at a start: some 40 ms. */
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
    // Which of them were cut is not kept: those count as they were.
    outputs.learn(kind, { outputTokens, choices: 1, cut: false })
  }

  return {
    /** Tokens that such a request's answers usually have, all choices together. */
    outputHold: (question: OutputQuestion): number => outputs.tokensToHold(question, boundsOf(question)),

    /** The most that its answers can have. */
    worstOutput: (question: OutputQuestion): number => worstOutputWithin(boundsOf(question)),

    /** Which bound of the request makes `worstOutput` smaller. */
    thinkingBound({ model, reasoning, boundsReasoning = true }: OutputQuestion): ThinkingBound {
      if (!mayReasonBeside(model, reasoning, boundsReasoning)) return 'max_tokens'
      return mayReasonBeside(model, reasoning, true) ? 'none' : 'max_completion_tokens'
    },

    /** The most that the model writes in one answer. */
    outputLimit: (model: string): number => outputLimitOf(model) ?? longestAnswerTokens,

    ratioOf: ratios.ratioOf,

    /** Tokens that the model writes in so long. */
    tokensWithin: paces.tokensWithin,

    /** Whether the model's answers have tokens that nobody is shown. */
    thinks: (providerId: string, model: string): boolean =>
      isThinkingModel(model) || paces.thinks(providerId, model),
    worstRatioOf: ratios.worstRatioOf,

    learn(lesson: Lesson): void {
      const { outputTokens, choices, maxOutputTokens, model, input } = lesson
      const cut = maxOutputTokens !== undefined && outputTokens >= maxOutputTokens
      outputs.learn(lesson, { outputTokens, choices, cut })
      const ratio = ratios.learn(model, input)
      if (ratio) changedRatios.put(ratio)
      const pace = paces.learn(lesson.providerId, model, lesson.pace)
      if (pace) changedPaces.put(pace)
    },

    /** Writes what is not written yet; before the ledger's connection is closed. */
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

/** Once a second at most. What cannot be written waits: it is worth a try again, and no request. */
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
