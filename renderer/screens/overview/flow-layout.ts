// Where everything of the picture of flows is drawn: four columns of bars, and between them bands from bar to bar.
import type { Outcome } from '../../../gateway/contract/chat.ts'
import type { FlowPath } from '../../../gateway/contract/flows.ts'

export const flowColumns = ['client', 'route', 'provider', 'outcome'] as const

export type FlowColumn = (typeof flowColumns)[number]

/** Whether it went well, was stopped by somebody's will, or failed. */
export type FlowTone = 'good' | 'stopped' | 'failed'

/** A name in a column. `others` is all that have no bar of their own, `none` that there is none, as of a route. */
export type FlowName =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'others' }
  | { readonly type: 'none' }

export interface FlowNode {
  readonly key: string
  readonly column: FlowColumn
  readonly name: FlowName
  readonly x: number
  readonly y: number
  readonly height: number
  readonly value: number
}

export interface FlowLink {
  readonly key: string
  readonly from: FlowNode
  readonly to: FlowNode
  readonly tone: FlowTone
  readonly value: number
  /** The middle of the band at either end. */
  readonly fromY: number
  readonly toY: number
  readonly thickness: number
}

export interface FlowLayout {
  readonly nodes: readonly FlowNode[]
  readonly links: readonly FlowLink[]
}

export interface FlowSpace {
  /** From the left edge of the first column's bars to the left edge of the last one's. */
  readonly width: number
  readonly height: number
  /** The least distance between the middles of two bars, so that their labels do not touch. */
  readonly leastGap: number
}

export const barWidth = 10
const mostBars = 8

const tones: Readonly<Record<Outcome, FlowTone>> = {
  completed: 'good',
  'over-budget': 'stopped',
  'no-price': 'stopped',
  rejected: 'stopped',
  'client-gone': 'stopped',
  cut: 'stopped',
  stopped: 'stopped',
  recovered: 'failed',
  truncated: 'failed',
  'upstream-failed': 'failed',
}
const toneOrder = ['good', 'stopped', 'failed'] as const

interface Stop {
  readonly key: string
  readonly column: FlowColumn
  readonly name: FlowName
}

interface Way {
  readonly stops: readonly Stop[]
  readonly tone: FlowTone
  readonly value: number
}

/** Lays out what has a value. One pixel of height is the same value everywhere. */
export function layOutFlows(
  paths: readonly FlowPath[],
  weigh: (path: FlowPath) => number,
  space: FlowSpace,
): FlowLayout {
  const valued = paths.filter(path => weigh(path) > 0)
  const named = flowColumns.map(column => namedBars(column, valued, weigh))
  const ways = valued.map(path => toWay(path, named, weigh(path)))
  const total = ways.reduce((sum, { value }) => sum + value, 0)
  const bars = flowColumns.map((column, index) => barsOf(column, index, ways))
  const most = Math.max(1, ...bars.map(({ length }) => length))
  const perValue = total === 0 ? 0 : Math.max(0, space.height - most * space.leastGap) / total
  const nodes = bars.flatMap((column, index) => place(column, index, perValue, space))
  return { nodes, links: linksOf(ways, nodes, perValue) }
}

/** The names of the largest bars of a column. If there are more than there is room for, the rest is one bar. */
function namedBars(
  column: FlowColumn,
  paths: readonly FlowPath[],
  weigh: (path: FlowPath) => number,
): ReadonlySet<string> {
  const values = new Map<string, number>()
  for (const path of paths) {
    const name = nameIn(column, path)
    if (name !== null) values.set(name, (values.get(name) ?? 0) + weigh(path))
  }
  const hasNone = paths.some(path => nameIn(column, path) === null)
  const room = mostBars - (hasNone ? 1 : 0)
  const largest = [...values].toSorted(([a, left], [b, right]) => right - left || a.localeCompare(b))
  return new Set(largest.slice(0, largest.length > room ? room - 1 : room).map(([name]) => name))
}

function nameIn(column: FlowColumn, { client, route, providerId, outcome }: FlowPath): string | null {
  switch (column) {
    case 'client':
      return client
    case 'route':
      return route
    case 'provider':
      return providerId
    case 'outcome':
      return outcome
    default:
      return column satisfies never
  }
}

function toWay(path: FlowPath, named: readonly ReadonlySet<string>[], value: number): Way {
  const stops = flowColumns.map((column, index): Stop => {
    const name = nameIn(column, path)
    if (name === null) return { key: `${column} none`, column, name: { type: 'none' } }
    if (named[index]?.has(name))
      return { key: `${column} name ${name}`, column, name: { type: 'name', name } }
    return { key: `${column} others`, column, name: { type: 'others' } }
  })
  return { stops, tone: tones[path.outcome], value }
}

interface Bar extends Stop {
  readonly value: number
}

/** The largest first. Others and none come last. */
function barsOf(column: FlowColumn, index: number, ways: readonly Way[]): readonly Bar[] {
  const bars = new Map<string, Bar>()
  for (const { stops, value } of ways) {
    const stop = stops[index]
    if (stop) bars.set(stop.key, { ...stop, value: (bars.get(stop.key)?.value ?? 0) + value })
  }
  const rank = ({ name }: Bar) => (name.type === 'name' ? 0 : name.type === 'others' ? 1 : 2)
  const goodFirst = ({ name }: Bar) =>
    column === 'outcome' && name.type === 'name' ? toneOrder.indexOf(tones[name.name as Outcome]) : 0
  return [...bars.values()].toSorted(
    (a, b) => rank(a) - rank(b) || goodFirst(a) - goodFirst(b) || b.value - a.value,
  )
}

/** Spreads the bars of a column over the height, with the same gap around each. */
function place(
  bars: readonly Bar[],
  column: number,
  perValue: number,
  space: FlowSpace,
): readonly FlowNode[] {
  const heights = bars.map(({ value }) => Math.max(1, value * perValue))
  const gap = Math.max(0, space.height - sum(heights)) / Math.max(1, bars.length)
  const x = (space.width / (flowColumns.length - 1)) * column
  return bars.map((bar, index) => ({
    ...bar,
    x,
    y: sum(heights.slice(0, index)) + gap * (index + 0.5),
    height: heights[index] ?? 0,
  }))
}

function linksOf(ways: readonly Way[], nodes: readonly FlowNode[], perValue: number): readonly FlowLink[] {
  const byKey = new Map(nodes.map(node => [node.key, node]))
  const order = new Map(nodes.map((node, index) => [node.key, index]))
  const links = new Map<string, Omit<FlowLink, 'fromY' | 'toY'>>()
  for (const { stops, tone, value } of ways)
    for (const [index, { key: toKey }] of stops.entries()) {
      const from = byKey.get(stops[index - 1]?.key ?? '')
      const to = byKey.get(toKey)
      if (!from || !to) continue
      const key = `${from.key} > ${to.key} ${tone}`
      const sumHere = (links.get(key)?.value ?? 0) + value
      links.set(key, { key, from, to, tone, value: sumHere, thickness: Math.max(0.75, sumHere * perValue) })
    }
  const rank = (node: FlowNode) => order.get(node.key) ?? 0
  const sorted = [...links.values()].toSorted(
    (a, b) =>
      rank(a.from) - rank(b.from) ||
      rank(a.to) - rank(b.to) ||
      toneOrder.indexOf(a.tone) - toneOrder.indexOf(b.tone),
  )
  const usedFrom = new Map<string, number>()
  const usedTo = new Map<string, number>()
  return sorted.map(link => ({
    ...link,
    fromY: stack(usedFrom, link.from, link.value * perValue),
    toY: stack(usedTo, link.to, link.value * perValue),
  }))
}

/** The middle of the next band at a bar. */
function stack(used: Map<string, number>, { key, y }: FlowNode, height: number): number {
  const before = used.get(key) ?? 0
  used.set(key, before + height)
  return y + before + height / 2
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
