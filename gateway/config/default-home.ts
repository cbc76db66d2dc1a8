import { posix, resolve, win32 } from 'node:path'

/** Where a person's Gatehouse lives unless told otherwise: the platform's folder for an application's data. */
export function defaultHomeDir(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  userHome: string,
): string {
  if (platform === 'win32') {
    return win32.join(environment.APPDATA || win32.join(userHome, 'AppData', 'Roaming'), 'Gatehouse')
  }
  if (platform === 'darwin') return posix.join(userHome, 'Library', 'Application Support', 'Gatehouse')
  const dataHome = environment.XDG_DATA_HOME ?? ''
  // The XDG base directory specification: a relative path is to be ignored.
  const base = posix.isAbsolute(dataHome) ? dataHome : posix.join(userHome, '.local', 'share')
  return posix.join(base, 'gatehouse')
}

/** `--home` wins over GATEHOUSE_HOME, that over the default. Always absolute. */
export function chooseHomeDir(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  userHome: string,
): string {
  return resolve(flag || environment.GATEHOUSE_HOME || defaultHomeDir(environment, platform, userHome))
}
