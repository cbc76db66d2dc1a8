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

/** Undefined for the column that takes the remaining width. */
export function widthOf(name: ColumnName): number | undefined {
  return name === 'model' ? undefined : widths[name]
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
  return names.reduce((sum, name) => sum + (widthOf(name) ?? leastModelWidth), 0)
}
