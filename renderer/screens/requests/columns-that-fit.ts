// Which columns a list of requests has at which width. Pure.

export const columnNames = [
  'time',
  'client',
  'model',
  'provider',
  'outcome',
  'inputTokens',
  'outputTokens',
  'cost',
  'firstToken',
  'duration',
] as const
export type ColumnName = (typeof columnNames)[number]

/** In pixels, wide enough for the longest time, amount and count: these are never cut. */
const widths: Readonly<Record<Exclude<ColumnName, 'model'>, number>> = {
  time: 90,
  client: 112,
  provider: 94,
  outcome: 148,
  inputTokens: 80,
  outputTokens: 70,
  cost: 100,
  firstToken: 76,
  duration: 88,
}
/** The model takes the width that is left. With less than this, another column goes first. */
const leastModelWidth = 150

/** The columns of the least use go first. Time, model, outcome and cost stay. */
const goInOrder: readonly ColumnName[] = [
  'firstToken',
  'outputTokens',
  'inputTokens',
  'duration',
  'provider',
  'client',
]

/** Columns of names, which take width that is to spare until a long name fits: `openai-compatible`, `claude-code-notebook`. */
const growsTo = { provider: 150, client: 190 } as const
type Growing = keyof typeof growsTo
const growing = ['provider', 'client'] as const satisfies readonly Growing[]

/**
 * What the columns take of a list of this width. The model is left out: it takes what remains, which may be less than usual
 * where all its names are short. `longestModel` is how many letters the longest has.
 */
export function widthsOf(
  columns: readonly ColumnName[],
  width: number,
  longestModel = Number.POSITIVE_INFINITY,
): ReadonlyMap<ColumnName, number> {
  const taken = new Map<ColumnName, number>()
  for (const name of columns) if (name !== 'model') taken.set(name, widths[name])
  const modelWidth = Math.min(leastModelWidth, Math.max(90, 24 + 7.5 * longestModel))
  let spare = Math.max(0, width - widthOfAll(columns) + leastModelWidth - modelWidth)
  for (const name of growing) {
    if (!columns.includes(name)) continue
    const more = Math.min(spare, growsTo[name] - widths[name])
    taken.set(name, widths[name] + more)
    spare -= more
  }
  return taken
}

/** How many letters the longest of the names has. Infinite where there are none. */
export function longestOf(names: readonly (string | null)[]): number {
  const lengths = names.flatMap(name => (name === null ? [] : [name.length]))
  return lengths.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...lengths)
}

/** The columns for a list of this width, in their order. */
export function columnsThatFit(width: number): readonly ColumnName[] {
  let gone = 0
  while (gone < goInOrder.length && widthOfAll(without(gone)) > width) gone++
  return without(gone)
}

function without(gone: number): readonly ColumnName[] {
  const left = goInOrder.slice(0, gone)
  return columnNames.filter(name => !left.includes(name))
}

function widthOfAll(names: readonly ColumnName[]): number {
  return names.reduce((sum, name) => sum + (name === 'model' ? leastModelWidth : widths[name]), 0)
}
