import type { UtilityProcess, utilityProcess } from 'electron'
import {
  type EmbeddingFiles,
  type ProcessMessage,
  processEnvironment,
  type StartEmbeddingProcess,
} from '../gateway/embeddings/process-contract.ts'

/**
 * Runs the model in a utility process of Electron, which Electron ends with the app. A child process of Node is no choice
 * here: the packaged app's fuses forbid its program to run as Node.
 */
export function embeddingUtilityProcess(
  { fork }: Pick<typeof utilityProcess, 'fork'>,
  { entryPath, modelDir }: EmbeddingFiles,
): StartEmbeddingProcess {
  return ({ onMessage, onEnd }) => {
    const child: UtilityProcess = fork(entryPath, [modelDir], {
      serviceName: 'Gatehouse embeddings',
      stdio: 'ignore', // what goes wrong is told in messages
      env: processEnvironment(process.env),
    })
    child.on('message', (message: ProcessMessage) => onMessage(message))
    child.on('exit', code => onEnd(`it ended with code ${code}`))
    return {
      pid: child.pid,
      post: message => child.postMessage(message),
      kill: () => void child.kill(),
    }
  }
}
