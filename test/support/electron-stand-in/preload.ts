import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import type { CDPSession } from '@playwright/test'
import { pageHalf, preloadHalf } from './preload-worlds.ts'

export interface PreloadHost {
  invoke(channel: string, parameters: readonly unknown[]): Promise<unknown>
  onError(message: string): void
}

type HostMessage =
  | { readonly id: number; readonly channel: string; readonly parameters: readonly unknown[] }
  | { readonly preloadError: string }

const worldName = 'Electron Isolated Context'
const hostName = 'gatehouseStandInHost'

/** Runs the preload before the scripts of each document, in an isolated world, and answers its `ipcRenderer`. */
export async function installPreload(
  chromium: CDPSession,
  path: string | undefined,
  host: PreloadHost,
): Promise<void> {
  const key = randomUUID()
  await chromium.send('Page.enable')
  await addScript(chromium, `(${pageHalf})(${JSON.stringify(key)})`)
  const preload = path === undefined ? undefined : readPreload(path, host)
  if (preload === undefined) return

  chromium.on('Runtime.bindingCalled', async ({ name, payload, executionContextId }) => {
    if (name !== hostName) return
    const message = JSON.parse(payload) as HostMessage
    if ('preloadError' in message) {
      host.onError(message.preloadError)
      return
    }
    const answer = await host.invoke(message.channel, message.parameters).then(
      value => ({ value }),
      error => ({ error: error instanceof Error ? error.message : String(error) }),
    )
    const expression = `${hostName}Answer(${message.id}, ${JSON.stringify(answer)})`
    // This fails if the document that asked is gone, which does not matter.
    await chromium
      .send('Runtime.evaluate', { expression, contextId: executionContextId })
      .catch(() => undefined)
  })
  await chromium.send('Runtime.enable')
  await chromium.send('Runtime.addBinding', { name: hostName, executionContextName: worldName })
  const halves = [JSON.stringify(key), JSON.stringify(hostName), preload].join()
  await addScript(chromium, `(${preloadHalf})(${halves})`, worldName)
}

async function addScript(chromium: CDPSession, source: string, world?: string): Promise<void> {
  await chromium.send('Page.addScriptToEvaluateOnNewDocument', {
    source,
    ...(world === undefined ? {} : { worldName: world }),
  })
}

/**
 * Reads the preload as the text of a function. A sandboxed preload is CommonJS: an import, or a file named .mjs, is refused,
 * as in Electron.
 */
function readPreload(path: string, host: PreloadHost): string | undefined {
  try {
    if (path.endsWith('.mjs')) throw new SyntaxError('Cannot use import statement outside a module')
    const wrapped = `(function (require, module, exports) {\n${readFileSync(path, 'utf8')}\n})`
    new Script(wrapped, { filename: path })
    return wrapped
  } catch (error) {
    host.onError(`Unable to load preload script: ${path}: ${error}`)
    return undefined
  }
}
