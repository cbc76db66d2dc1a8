import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { EmbeddingFiles } from '../embeddings/process-contract.ts'
import type { WorkerName } from '../gateway-deps.ts'

/** Where the other files of Gatehouse are: in the build folder `out/`, or among the sources. */
export interface Places {
  readonly version: string
  readonly workerUrl: (name: WorkerName) => URL
  readonly embedding: EmbeddingFiles
  /** Undefined if the dashboard is not built. */
  readonly dashboardDir: string | undefined
}

/**
 * `entryUrl` is the `import.meta.url` of the program's entry. A bundler may move modules within the package, so the
 * package's root is searched for from there upwards.
 */
export function findPlaces(entryUrl: string): Places {
  const entry = fileURLToPath(entryUrl)
  const root = findPackage(dirname(entry))
  const built = entry.endsWith('.js')
  const workers = built ? join(root, 'out', 'main', 'workers') : join(root, 'gateway', 'workers')
  const embeddings = built ? join(root, 'out', 'main') : join(root, 'gateway', 'embeddings')
  const dashboardDir = join(root, 'out', 'renderer')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return {
    version,
    workerUrl: name => pathToFileURL(join(workers, `${name}.${built ? 'js' : 'ts'}`)),
    embedding: {
      entryPath: join(embeddings, `embedding-process.${built ? 'js' : 'ts'}`),
      modelDir: join(root, 'resources', 'models', 'all-MiniLM-L6-v2'),
    },
    dashboardDir: existsSync(join(dashboardDir, 'index.html')) ? dashboardDir : undefined,
  }
}

function findPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('No package.json lies above this program: install it again.')
  return findPackage(parent)
}
