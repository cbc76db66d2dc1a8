// The entry of the model's process, which only the gateway starts. Its one argument is the model's folder.
import { setPriority } from 'node:os'
import { type EmbedTexts, loadEmbeddingModel, MissingModel } from './embedding-model.ts'
import type { EmbedMessage, ProcessMessage } from './process-contract.ts'

interface Port {
  post(message: ProcessMessage): void
  listen(onMessage: (message: EmbedMessage) => void): void
}

/** The part of Electron's `process.parentPort` that is used here. */
interface ParentPort {
  postMessage(message: ProcessMessage): void
  on(event: 'message', listener: (event: { readonly data: EmbedMessage }) => void): void
}

/** Lower than that of the gateway, whose requests come first. Threads that are made later have it too. */
const priority = 10

await run(openPort(), process.argv[2] ?? '')

async function run(port: Port, modelDir: string): Promise<void> {
  lowerPriority()
  // Ctrl-C reaches every process of the terminal. The gateway closes this one when it needs it no more.
  for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined)
  try {
    serve(port, await loadEmbeddingModel(modelDir))
    port.post({ type: 'ready' })
  } catch (error) {
    const cause = error instanceof MissingModel ? 'missing' : 'failed'
    port.post({ type: 'unusable', cause, reason: reasonOf(error) })
  }
}

function serve(port: Port, embedTexts: EmbedTexts): void {
  port.listen(({ batch, texts }) => {
    embedTexts(texts).then(
      vectors => port.post({ type: 'embedded', batch, vectors }),
      error => port.post({ type: 'refused', batch, reason: reasonOf(error) }),
    )
  })
}

/** The system may refuse it. The process then works as it is. */
function lowerPriority(): void {
  try {
    setPriority(priority)
  } catch {}
}

function openPort(): Port {
  const { parentPort } = process as { readonly parentPort?: ParentPort }
  if (parentPort) {
    return {
      post: message => parentPort.postMessage(message),
      listen: onMessage => parentPort.on('message', ({ data }) => onMessage(data)),
    }
  }
  process.on('disconnect', () => process.exit()) // the gateway has ended
  return {
    post: message => void process.send?.(message, undefined, undefined, () => undefined),
    listen: onMessage => void process.on('message', message => onMessage(message as EmbedMessage)),
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
