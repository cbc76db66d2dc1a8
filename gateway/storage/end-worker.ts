import type { Worker } from 'node:worker_threads'

/**
 * Asks a worker to end and waits until it has. One that has not when `passed` is aborted is ended by force: it may hang, and
 * nobody waits for it any longer. True: it ended by itself.
 */
export function endWorker(worker: Worker, message: unknown, passed: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const giveUp = () => {
      void worker.terminate().catch(() => undefined)
      worker.unref() // one that does not even take that must not keep the process
      resolve(false)
    }
    if (passed.aborted) return giveUp()
    passed.addEventListener('abort', giveUp, { once: true })
    worker.once('exit', () => {
      passed.removeEventListener('abort', giveUp)
      resolve(true)
    })
    worker.postMessage(message)
  })
}
