// The entry of `npm start` where there is no desktop: the command line's `serve` with the same options.
import { openProcessContext } from './cli/process-context.ts'
import { runCli } from './cli/run-cli.ts'

process.exitCode = await runCli(['serve', ...process.argv.slice(2)], openProcessContext(import.meta.url))
