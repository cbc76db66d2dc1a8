import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export interface OtherCommit {
  /** Abbreviated, as git prints it. */
  readonly hash: string
  readonly folder: string
  remove(): void
}

/**
 * Checks out another commit in a temporary worktree and builds it there. It uses the `node_modules` of this worktree, so
 * that the two commits are compared and not their dependencies. Throws if git does not know `ref` or the build fails.
 */
export function checkOutCommit(ref: string): OtherCommit {
  const hash = run('git', ['rev-parse', '--verify', '--short', `${ref}^{commit}`], root)
  const parent = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const folder = join(parent, hash)
  const dependencies = join(folder, 'node_modules')
  const remove = () => {
    process.off('exit', remove)
    rmSync(dependencies, { force: true }) // removes the link first, so that nothing can delete what it points to
    spawnSync('git', ['worktree', 'remove', '--force', folder], { cwd: root })
    rmSync(parent, { recursive: true, force: true })
  }
  process.once('exit', remove)
  try {
    run('git', ['worktree', 'add', '--detach', folder, hash], root)
    symlinkSync(join(root, 'node_modules'), dependencies, 'junction')
    run(process.execPath, ['start.mjs', '--build'], folder)
    return { hash, folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`, { cause: error })
  return stdout.trim()
}
