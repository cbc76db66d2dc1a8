// A program that has a text embedded, prints the pid of the model's process, and waits to be killed.
import { pino } from 'pino'
import { forkEmbeddingProcess } from '../../gateway/embeddings/fork-embedding-process.ts'
import { startEmbedder } from '../../gateway/embeddings/start-embedder.ts'
import { embeddingFiles } from './embedding-files.ts'

const fork = forkEmbeddingProcess(embeddingFiles)
let pid: number | undefined
const embedder = startEmbedder({
  start(listeners) {
    const started = fork(listeners)
    pid = started.pid
    return started
  },
  monotonicMs: () => performance.now(),
  log: pino({ level: 'silent' }),
})
await embedder.embed('start', { deadlineMs: 60_000 })
process.stdout.write(String(pid))
setInterval(() => undefined, 60_000)
