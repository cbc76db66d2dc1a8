/**
 * How a person gets the dashboard's address again. It is told without a token, and another user of this machine could read it
 * too, so the path of the home folder is not in it.
 */
export interface SignInHelp {
  /** Prints the address where it runs in Gatehouse's folder. Null in an installed app, which has no command line. */
  readonly command: string | null
  /** True if the command needs `--home` with the folder that Gatehouse was started with. */
  readonly needsHome: boolean
}
