// Loaded with --import: every function of the request path gets a point, at its very beginning, where a test can have it throw.
// The points are found in the sources, so a callback that is added tomorrow has one.
import { registerHooks } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'

export interface Faults {
  /** Every point of the files that were loaded. */
  readonly known: Set<string>
  /** Those that were passed since it was last emptied. */
  readonly passed: Set<string>
  /** The one that throws, once. */
  armed: string | undefined
}

declare global {
  var gatehouseFaults: Faults
  var gatehouseFault: (id: string) => void
}

const requestPath =
  /\/gateway\/((exchange|pipeline|running-exchanges|network\/skip-continue)|(answer|attempts|redaction|routing)\/[\w-]+|bytes\/(relay|content-encoding|collected-answer)|identity\/authenticate|ingress\/(server|listen|doors|connection-end|read-body|decode))\.ts$/

/**
 * The net that the others fall into: each says that it never throws, and what it calls may. A throw of its own could only be
 * caught by a second net.
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

/** What a member's or variable's function is called by. */
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
