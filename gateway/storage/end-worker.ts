import type { Worker } from 'node:worker_threads'

/**
 * Asks a worker to end, and waits until it has ended. If it has not ended when `passed` is aborted, it is ended by force,
 * because it may hang, and is not waited for. Gives true if the worker ended by itself.
 */
export function endWorker(worker: Worker, message: unknown, passed: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const giveUp = () => {
      void worker.terminate().catch(() => undefined)
      worker.unref() // a worker that does not even end by force must not keep the process alive
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
