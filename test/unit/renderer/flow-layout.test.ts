import { expect, test } from 'vitest'
import type { FlowPath } from '../../../gateway/contract/flows.ts'
import { type FlowNode, flowColumns, layOutFlows } from '../../../renderer/screens/overview/flow-layout.ts'

const space = { width: 300, height: 280, leastGap: 18 }
const byRequests = ({ requests }: FlowPath) => requests

function path(more: Partial<FlowPath>): FlowPath {
  const usual = {
    clientId: 'cli_1',
    client: 'notebook',
    route: 'smart',
    providerId: 'openai',
    outcome: 'completed',
  } as const
  return { ...usual, requests: 1, costNanoUsd: '0', ...more }
}

const namesIn = (nodes: readonly FlowNode[], column: FlowNode['column']) =>
  nodes
    .filter(node => node.column === column)
    .map(({ name, value }) => [name.type === 'name' ? name.name : name.type, value])

test('each column adds up to the whole, with the largest bar first and what has no name last', () => {
  const { nodes } = layOutFlows(
    [
      path({ requests: 2 }),
      path({ client: 'editor', route: null, requests: 5 }),
      path({ providerId: null, outcome: 'rejected', requests: 1 }),
      path({ client: 'editor', outcome: 'upstream-failed', requests: 4 }),
    ],
    byRequests,
    space,
  )
  expect(namesIn(nodes, 'client')).toEqual([
    ['editor', 9],
    ['notebook', 3],
  ])
  expect(namesIn(nodes, 'route')).toEqual([
    ['smart', 7],
    ['none', 5],
  ])
  expect(namesIn(nodes, 'provider')).toEqual([
    ['openai', 11],
    ['none', 1],
  ])
  expect(namesIn(nodes, 'outcome')).toEqual([
    ['completed', 7],
    ['rejected', 1],
    ['upstream-failed', 4],
  ])
})

test('no column has more than eight bars: the smallest are one', () => {
  const clients = Array.from({ length: 12 }, (_, index) =>
    path({ client: `c${index}`, requests: 12 - index }),
  )
  const { nodes } = layOutFlows([...clients, path({ client: null })], byRequests, space)
  expect(namesIn(nodes, 'client')).toEqual([
    ['c0', 12],
    ['c1', 11],
    ['c2', 10],
    ['c3', 9],
    ['c4', 8],
    ['c5', 7],
    ['others', 21],
    ['none', 1],
  ])
})

test('a route or a client may have the name of what stands for many', () => {
  const { nodes } = layOutFlows([path({ route: 'none' }), path({ route: null })], byRequests, space)
  expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length)
  expect(namesIn(nodes, 'route')).toHaveLength(2)
})

test('labels never touch, bars stay within the picture, and bands have the height of their bars', () => {
  const outcomes = ['completed', 'truncated', 'cut', 'rejected', 'client-gone', 'over-budget'] as const
  const paths = Array.from({ length: 60 }, (_, index) =>
    path({
      client: `c${index % 11}`,
      route: index % 3 === 0 ? null : `r${index % 9}`,
      providerId: `p${index % 7}`,
      outcome: outcomes[index % outcomes.length] ?? 'completed',
      requests: index === 0 ? 100_000 : 1 + (index % 5),
    }),
  )
  const { nodes, links } = layOutFlows(paths, byRequests, space)
  for (const column of flowColumns) {
    const middles = nodes.filter(node => node.column === column).map(({ y, height }) => y + height / 2)
    const gaps = middles.slice(1).map((middle, index) => middle - (middles[index] ?? 0))
    expect(Math.min(...gaps), column).toBeGreaterThanOrEqual(17)
  }
  for (const { y, height } of nodes) {
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y + height).toBeLessThanOrEqual(space.height + 0.01)
  }
  for (const node of nodes.filter(({ column }) => column === 'route')) {
    const into = links.filter(({ to }) => to === node)
    const out = links.filter(({ from }) => from === node)
    for (const ends of [into, out])
      expect(ends.reduce((total, { value }) => total + value, 0)).toBe(node.value)
  }
})

test('what has no value is not drawn, and nothing at all is an empty picture', () => {
  const { nodes, links } = layOutFlows([path({ requests: 0 })], byRequests, space)
  expect([nodes, links]).toEqual([[], []])
})
