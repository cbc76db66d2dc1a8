import { posix, resolve, win32 } from 'node:path'

/** The home folder that is used if no other is given. It is where the platform keeps an application's data. */
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
  // The XDG base directory specification says to ignore a relative path.
  const base = posix.isAbsolute(dataHome) ? dataHome : posix.join(userHome, '.local', 'share')
  return posix.join(base, 'gatehouse')
}

/** The home folder of `--home`, else of GATEHOUSE_HOME, else the default. Always an absolute path. */
export function chooseHomeDir(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  userHome: string,
): string {
  return resolve(flag || environment.GATEHOUSE_HOME || defaultHomeDir(environment, platform, userHome))
}
