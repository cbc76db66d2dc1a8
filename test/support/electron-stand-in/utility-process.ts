import { type ChildProcess, fork } from 'node:child_process'
import type { ForkOptions, UtilityProcess, utilityProcess } from 'electron'
import { requireKnown, StrictEmitter, strict } from './strict.ts'

const parentPortUrl = new URL('./parent-port.ts', import.meta.url).href

type StandInUtilityProcessApi = Pick<UtilityProcess, 'pid' | 'postMessage' | 'kill'>

/** A child process of Node that speaks through `process.parentPort`, as a utility process of Electron does. */
class StandInUtilityProcess extends StrictEmitter implements StandInUtilityProcessApi {
  private readonly child: ChildProcess

  constructor(modulePath: string, args: string[], { env }: ForkOptions) {
    super(['spawn', 'message', 'exit'])
    this.child = fork(modulePath, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--import', parentPortUrl],
      ...(env ? { env: { ...env } } : {}),
    })
    this.child.on('spawn', () => this.emit('spawn'))
    this.child.on('message', message => this.emit('message', message))
    this.child.on('exit', code => this.emit('exit', code ?? 15)) // SIGTERM, which `kill` sends
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  postMessage(message: object): void {
    this.child.send(message, () => undefined)
  }

  kill(): boolean {
    return this.child.kill('SIGTERM')
  }
}

export function createUtilityProcess(isReady: () => boolean): typeof utilityProcess {
  return strict('utilityProcess', {
    fork(modulePath: string, args: string[] = [], options: ForkOptions = {}) {
      if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready.')
      requireKnown('option of utilityProcess', options, ['serviceName', 'stdio', 'env'])
      if (options.stdio !== 'ignore')
        throw new Error('The stand-in for electron has no output of utilityProcess.')
      const started = new StandInUtilityProcess(modulePath, args, options)
      return strict('UtilityProcess', started) as unknown as UtilityProcess
    },
  }) as unknown as typeof utilityProcess
}
