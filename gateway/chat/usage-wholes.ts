// Finds how many tokens went in and came out, from those of prompt, completion and total that are reported.
import type { UsageReporting } from './usage-reporting.ts'

export interface ReportedWholes {
  readonly prompt: number | undefined
  readonly completion: number | undefined
  readonly total: number | undefined
  /** Each is a part of the prompt, or counted beside it. */
  readonly cacheRead: number
  readonly cacheWrite: number
  /** A part of the completion, or counted beside it. */
  readonly reasoning: number
  readonly reasoningStands: UsageReporting['reasoning']
}

export interface Wholes {
  readonly input: number
  readonly output: number
  /** Set if the counts contradict each other. Input and output are then the most that the counts can mean. */
  readonly doubt?: string | undefined
  /** True if too few counts are reported. A number that is missing is zero here and must be estimated. */
  readonly isPartial?: boolean
}

const partsDiffer = 'A part is larger than its whole.'
const totalDiffers = 'The total is not the sum of its parts.'

/** Undefined if no count tells input from output. */
export function wholesOf(reported: ReportedWholes): Wholes | undefined {
  const { prompt, completion, total } = reported
  if (prompt !== undefined && completion !== undefined)
    return total === undefined
      ? withoutTotal(prompt, completion, reported)
      : withTotal(prompt, completion, total, reported)
  if (total === undefined) return ofOneAlone(reported)
  if (completion !== undefined) return withoutPrompt(completion, total, reported)
  return prompt === undefined ? undefined : withoutCompletion(prompt, total, reported)
}

function ofOneAlone({ prompt, completion, cacheRead, cacheWrite, reasoning }: ReportedWholes) {
  const cached = cacheRead + cacheWrite
  if (prompt !== undefined) {
    const input = cached > prompt ? prompt + cached : prompt
    return { input, output: reasoning, isPartial: true, doubt: 'Of the output nothing is reported.' }
  }
  if (completion === undefined) return undefined
  const output = reasoning > completion ? completion + reasoning : completion
  return { input: 0, output, isPartial: true, doubt: 'Of the input nothing is reported.' }
}

/** All possible combinations of how the parts are counted, the most likely one first. */
function readings(prompt: number, completion: number, reported: ReportedWholes): readonly Wholes[] {
  const { reasoning, reasoningStands } = reported
  const cached = reported.cacheRead + reported.cacheWrite
  const inputs = cached > prompt ? [prompt + cached] : [prompt, prompt + cached]
  const within = reasoning > completion ? [] : [completion]
  const beside = [completion + reasoning]
  const outputs = reasoningStands === 'beside' ? [...beside, ...within] : [...within, ...beside]
  return inputs.flatMap(input => outputs.map(output => ({ input, output })))
}

function withTotal(prompt: number, completion: number, total: number, reported: ReportedWholes): Wholes {
  const possible = readings(prompt, completion, reported)
  const fitting = possible.find(({ input, output }) => input + output === total)
  if (fitting) return fitting
  const { reasoning, reasoningStands } = reported
  const input = Math.max(prompt, ...possible.slice(0, 1).map(reading => reading.input))
  // If reasoning is not reported anywhere, it is only visible in the total: the rest of the total is output.
  const rest = total - input
  const hidden = reasoningStands !== 'within' && reasoning === 0 && rest > completion && input === prompt
  if (hidden) return { input, output: rest }
  const stated = reasoning > completion ? completion + reasoning : completion
  return { input, output: Math.max(stated, rest), doubt: totalDiffers }
}

function withoutTotal(prompt: number, completion: number, reported: ReportedWholes): Wholes {
  const [likeliest = { input: prompt, output: completion }] = readings(prompt, completion, reported)
  const { reasoning, reasoningStands } = reported
  const isOdd = likeliest.input > prompt || (reasoningStands === 'within' && reasoning > completion)
  return isOdd ? { ...likeliest, doubt: partsDiffer } : likeliest
}

function withoutPrompt(completion: number, total: number, reported: ReportedWholes): Wholes {
  const cached = reported.cacheRead + reported.cacheWrite
  const possible = readings(0, completion, { ...reported, cacheRead: 0, cacheWrite: 0 })
  const fitting = possible.find(({ output }) => total - output >= cached)
  if (fitting) return { input: total - fitting.output, output: fitting.output }
  const output = completion + (reported.reasoning > completion ? reported.reasoning : 0)
  return { input: Math.max(cached, total - output), output, doubt: totalDiffers }
}

function withoutCompletion(prompt: number, total: number, reported: ReportedWholes): Wholes {
  const { cacheRead, cacheWrite, reasoning } = reported
  const cached = cacheRead + cacheWrite
  const input = cached > prompt ? prompt + cached : prompt
  const output = total - input
  if (output >= reasoning) return { input, output }
  return { input, output: Math.max(reasoning, 0), doubt: totalDiffers }
}
