// Lets a test run functions in this process. A function is sent as text, like Playwright's `electronApp.evaluate` does, over
// the channel that node:child_process opens with stdio 'ipc'.

export interface ControlRequest {
  readonly id: string
  /** The argument for the function: 'electron' is the module, 'standIn' is the additional object for tests. */
  readonly target: 'electron' | 'standIn'
  readonly source: string
  readonly parameter: unknown
}

export type ControlReply =
  | { readonly id: string; readonly value: unknown }
  | { readonly id: string; readonly error: string }

/**
 * Serves requests until the test disconnects, and then ends this process, so that a test that dies leaves no program behind.
 */
export function serveControl(targets: Readonly<Record<ControlRequest['target'], unknown>>): void {
  process.on('message', async (request: ControlRequest) => {
    const { id, target, source, parameter } = request
    try {
      const run: unknown = new Function(`return (${source})`)()
      if (typeof run !== 'function') throw new Error('Only a function can be evaluated.')
      send({ id, value: await Reflect.apply(run, undefined, [targets[target], parameter]) })
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.on('disconnect', () => process.exit(1))
}

function send(reply: ControlReply): void {
  process.send?.(reply)
}
