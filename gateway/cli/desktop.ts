import { spawn } from 'node:child_process'

export interface Desktop {
  /** Opens a file with the program that the desktop has for it. That it cannot be opened is not told. */
  open(path: string): void
}

/** The desktop that this process can show something on. Undefined if there is none, as in a session over SSH. */
export function findDesktop(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Desktop | undefined {
  const command = openerOf(environment, platform)
  return command && { open: path => start(command, path) }
}

function openerOf(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly string[] | undefined {
  if (environment.SSH_CONNECTION) return undefined
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : undefined
}

function start([program = '', ...args]: readonly string[], path: string): void {
  const child = spawn(program, [...args, path], { detached: true, stdio: 'ignore' })
  child.on('error', () => {}) // the address was printed, so the person can open it
  child.unref()
}
