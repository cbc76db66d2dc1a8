// Loaded with --import. Puts a point at the beginning of every function of the request path, where a test can make it throw.
// The functions are found in the sources, so new callbacks get a point too.
import { registerHooks } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'

export interface Faults {
  /** The ids of all points in the files that were loaded. */
  readonly known: Set<string>
  /** The ids of the points that were passed since this set was last emptied. */
  readonly passed: Set<string>
  /** The id of the point that is to throw, once. */
  armed: string | undefined
}

declare global {
  var gatehouseFaults: Faults
  var gatehouseFault: (id: string) => void
}

const requestPath =
  /\/gateway\/((exchange|pipeline|running-exchanges|network\/skip-continue)|(answer|attempts|redaction|routing)\/[\w-]+|bytes\/(relay|content-encoding|collected-answer)|identity\/authenticate|ingress\/(server|listen|doors|connection-end|read-body|decode))\.ts$/

/**
 * The functions that catch all errors of others. Each must not throw, although what it calls may. They get no point, because
 * nothing could catch an error that they throw themselves.
 */
const net = new Set(['conclude', 'concludeFailure', 'settleForSure', 'fail', '#fail', '#tell', 'handle'])

const faults: Faults = { known: new Set(), passed: new Set(), armed: undefined }
globalThis.gatehouseFaults = faults
globalThis.gatehouseFault = id => {
  faults.passed.add(id)
  if (faults.armed !== id) return
  faults.armed = undefined
  throw new Error(`injected at ${id}`)
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

interface Point {
  readonly at: number
  readonly text: string
}

function instrument(source: string, file: string): string {
  const points: Point[] = []
  const visit = (node: Node, given: string | undefined): void => {
    const { body, id: declared } = node
    const name = isNode(declared) ? String(declared.name) : given
    const isFunction = /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type)
    if (isFunction && isNode(body) && !net.has(name ?? '')) {
      const line = source.slice(0, node.start).split('\n').length
      const column = node.start - source.lastIndexOf('\n', node.start - 1)
      const id = `${file}:${line}:${column}${name ? ` ${name}` : ''}`
      faults.known.add(id)
      const call = `gatehouseFault(${JSON.stringify(id)})`
      if (body.type === 'BlockStatement') points.push({ at: body.start + 1, text: `${call};` })
      else points.push({ at: body.start, text: `(${call},` }, { at: body.end, text: ')' })
    }
    for (const [key, value] of Object.entries(node)) {
      const inner = nameIn(node, key)
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, inner)
    }
  }
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, undefined)
  let result = source
  for (const { at, text } of points.toSorted((one, other) => other.at - one.at))
    result = result.slice(0, at) + text + result.slice(at)
  return result
}

/** The name of a function that is a member or is assigned to a variable. */
function nameIn(node: Node, key: string): string | undefined {
  const called = node.type === 'VariableDeclarator' ? node.id : node.key
  if ((key !== 'value' && key !== 'init') || !isNode(called)) return undefined
  const name = String(called.name ?? '')
  return called.type === 'PrivateIdentifier' ? `#${name}` : name
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!requestPath.test(url) || loaded.source === undefined || loaded.source === null) return loaded
    const file = basename(fileURLToPath(url))
    return { ...loaded, source: instrument(Buffer.from(loaded.source as Uint8Array).toString('utf8'), file) }
  },
})
