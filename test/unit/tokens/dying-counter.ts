// A counting worker that ends itself once it has described a request: what is asked of it next, nobody answers. Answers it
// dies of at once.
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', (job: { readonly type: string }) => {
  if (job.type === 'read-answer') process.exit(1)
})

await import('../../../gateway/workers/token-counter.ts')

parentPort?.on('message', (job: { readonly type: string; readonly tables?: object }) => {
  // What asks for a table first is asked again at once, and is not idle in between.
  const isAnswered = job.type === 'describe-request' && Object.keys(job.tables ?? {}).length > 0
  if (isAnswered) process.exit(1)
})
