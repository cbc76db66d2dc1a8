// The entry of `npm start` on a machine without a desktop. It runs the command line's `serve` with the same options.
import { openProcessContext } from './cli/process-context.ts'
import { runCli } from './cli/run-cli.ts'

process.exitCode = await runCli(['serve', ...process.argv.slice(2)], openProcessContext(import.meta.url))
