import type { SignInHelp } from '../contract/sign-in.ts'
import { defaultHomeDir } from './default-home.ts'

interface Started {
  readonly homeDir: string
  /** False for an installed app. */
  readonly hasCommandLine: boolean
  readonly environment: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly userHome: string
}

/** GATEHOUSE_HOME counts as a home of one's own, because another terminal may not have it. */
export function signInHelp({
  homeDir,
  hasCommandLine,
  environment,
  platform,
  userHome,
}: Started): SignInHelp {
  return {
    command: hasCommandLine ? 'npm run gatehouse -- dashboard' : null,
    needsHome: homeDir !== defaultHomeDir(environment, platform, userHome),
  }
}
