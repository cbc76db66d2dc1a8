// The two halves of the preload that run in the page. They are sent as source text, so each function may only use what is
// inside it. The preload's half runs in one of Chromium's isolated worlds, so the page cannot reach its variables. The two
// halves exchange events whose name the page does not know.

/** The page's half of `contextBridge`: defines on `window` what the preload exposed, as frozen copies. */
export function pageHalf(key: string): void {
  if (window !== window.top) return
  const { parse, stringify } = JSON
  const Message = CustomEvent
  const send = EventTarget.prototype.dispatchEvent.bind(document)
  const listen = EventTarget.prototype.addEventListener.bind(document)
  const nativeOpen = window.open.bind(window)
  const pending = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0

  type Shape = { value: unknown } | { call: number } | { members: [string, Shape][] }

  const build = (shape: Shape): unknown => {
    if ('value' in shape) return shape.value
    if ('members' in shape) {
      return Object.freeze(Object.fromEntries(shape.members.map(([name, member]) => [name, build(member)])))
    }
    return Object.freeze((...parameters: unknown[]) => {
      const answer = Promise.withResolvers<unknown>()
      calls += 1
      pending.set(calls, answer)
      const detail = stringify({ id: calls, call: shape.call, parameters })
      send(new Message(`${key}:call`, { detail }))
      return answer.promise
    })
  }

  listen(`${key}:expose`, event => {
    const { name, shape } = parse((event as CustomEvent<string>).detail)
    Object.defineProperty(window, name, { value: build(shape), enumerable: true })
  })
  listen(`${key}:answer`, event => {
    const { id, value, error } = parse((event as CustomEvent<string>).detail)
    const answer = pending.get(id)
    pending.delete(id)
    if (error === undefined) answer?.resolve(value)
    else answer?.reject(new Error(error))
  })
  // Electron returns null for a denied pop-up. Here the pop-up is opened and then closed again.
  window.open = (...parameters) => {
    nativeOpen(...parameters)
    return null
  }
}

/** The preload's half: provides `require('electron')` with `contextBridge` and `ipcRenderer`, and nothing of Node. */
export function preloadHalf(
  key: string,
  hostName: string,
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  if (window !== window.top) return
  const functions: ((...parameters: unknown[]) => unknown)[] = []
  const pending = new Map<number, PromiseWithResolvers<unknown>>()
  const page = globalThis as unknown as Record<string, unknown>
  const host = page[hostName] as (message: string) => void
  let messages = 0

  const loud = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(object, member) {
        if (member in object) return Reflect.get(object, member)
        throw new Error(`The stand-in for a sandboxed preload has no ${name}.${String(member)}.`)
      },
    })

  const plain = (value: unknown): unknown => {
    const kind = Object.prototype.toString.call(value)
    if (!/ (Object|Array|String|Number|Boolean|Null|Undefined)\]$/.test(kind)) {
      throw new Error(`${kind} cannot be sent: the stand-in carries plain JSON.`)
    }
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(plain)
    return value
  }

  const toShape = (value: unknown): object => {
    if (typeof value === 'function') {
      return { call: functions.push(value as () => unknown) - 1 }
    }
    if (typeof value !== 'object' || value === null) return { value: plain(value) }
    return { members: Object.entries(value).map(([name, member]) => [name, toShape(member)]) }
  }

  const send = (kind: string, message: object) => {
    document.dispatchEvent(new CustomEvent(`${key}:${kind}`, { detail: JSON.stringify(message) }))
  }

  document.addEventListener(`${key}:call`, async event => {
    const { id, call, parameters } = JSON.parse((event as CustomEvent<string>).detail)
    try {
      const result = functions[call]?.(...parameters)
      if (!(result instanceof Promise)) throw new Error('An exposed function answers a promise here.')
      send('answer', { id, value: plain(await result) })
    } catch (error) {
      send('answer', { id, error: error instanceof Error ? error.message : String(error) })
    }
  })

  page[`${hostName}Answer`] = (id: number, { value, error }: { value?: unknown; error?: string }) => {
    const answer = pending.get(id)
    pending.delete(id)
    if (error === undefined) answer?.resolve(value)
    else answer?.reject(new Error(error))
  }

  const electron = loud('electron', {
    contextBridge: loud('contextBridge', {
      exposeInMainWorld(name: string, value: unknown) {
        send('expose', { name, shape: toShape(value) })
      },
    }),
    ipcRenderer: loud('ipcRenderer', {
      invoke(channel: string, ...parameters: unknown[]): Promise<unknown> {
        const answer = Promise.withResolvers<unknown>()
        messages += 1
        pending.set(messages, answer)
        host(JSON.stringify({ id: messages, channel, parameters: plain(parameters) }))
        return answer.promise
      },
    }),
  })
  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name}`)
  }
  const exports = {}
  try {
    preload(require, { exports }, exports)
  } catch (error) {
    host(
      JSON.stringify({
        preloadError: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    )
  }
}
