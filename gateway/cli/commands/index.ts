import type { Command } from '../command.ts'
import { accuracyCommand } from './accuracy.ts'
import { budgetCommands } from './budget.ts'
import { cacheCommands } from './cache.ts'
import { dashboardCommand } from './dashboard.ts'
import { doctorCommand } from './doctor.ts'
import { healthCommands } from './health.ts'
import { ledgerCommands } from './ledger.ts'
import { localCommands } from './local.ts'
import { logCommand } from './log.ts'
import { logExportCommand } from './log-export.ts'
import { logShowCommand } from './log-show.ts'
import { priceCommands } from './price.ts'
import { priceTableCommands } from './price-table.ts'
import { providerCommands } from './provider.ts'
import { providerEditCommand } from './provider-edit.ts'
import { providerKeyCommands } from './provider-key.ts'
import { routeCommands } from './route.ts'
import { serveCommand } from './serve.ts'
import { settingsCommands } from './settings.ts'
import { statusCommand } from './status.ts'
import { tokenCommands } from './token.ts'

/** Every command, in the help's order. */
export const commands: readonly Command[] = [
  serveCommand,
  statusCommand,
  dashboardCommand,
  ...tokenCommands,
  ...providerCommands,
  providerEditCommand,
  ...providerKeyCommands,
  ...localCommands,
  ...routeCommands,
  ...budgetCommands,
  ...priceCommands,
  ...priceTableCommands,
  ...ledgerCommands,
  ...healthCommands,
  doctorCommand,
  // These must come before the command `log`, which is a beginning of their names.
  logShowCommand,
  logExportCommand,
  logCommand,
  accuracyCommand,
  ...cacheCommands,
  ...settingsCommands,
]
