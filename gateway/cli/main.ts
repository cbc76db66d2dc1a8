// The entry of the command line: `npm run gatehouse -- COMMAND`.
import { openProcessContext } from './process-context.ts'
import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), openProcessContext(import.meta.url))
