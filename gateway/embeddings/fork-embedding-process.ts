import { type ChildProcess, fork } from 'node:child_process'
import { type EmbeddingFiles, processEnvironment, type StartEmbeddingProcess } from './process-contract.ts'

/** Runs the model in a child process of Node. For all programs but the desktop app, whose fuses forbid this. */
export function forkEmbeddingProcess({ entryPath, modelDir }: EmbeddingFiles): StartEmbeddingProcess {
  return ({ onMessage, onEnd }) => {
    const child = fork(entryPath, [modelDir], {
      serialization: 'advanced', // vectors cross as bytes and not as JSON
      // Standard output is for the command's result, and what goes wrong is told in messages.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: processEnvironment(process.env),
    })
    child.on('message', onMessage as (message: unknown) => void)
    child.on('error', error => onEnd(error.message))
    child.on('exit', (code, signal) => onEnd(describeEnd(code, signal)))
    return {
      pid: child.pid,
      post: message => send(child, message),
      kill: () => void child.kill('SIGKILL'),
    }
  }
}

/** A message that cannot be sent needs no handling: the process has ended then, and `exit` tells of it. */
function send(child: ChildProcess, message: object): void {
  child.send(message, () => undefined)
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`
}
