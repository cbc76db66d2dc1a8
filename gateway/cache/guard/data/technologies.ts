import { wordSet } from './word-list.ts'

/**
 * Programs, programming languages and formats, in the forms that `abbreviations.ts` gives. They are names however they are written.
 * Those that are English words as well (go, rust, swift) are left out: capitals tell them.
 */
export const technologies = wordSet(`
curl cron outlook mac jvm python java javascript typescript golang ruby perl php scala kotlin haskell clojure elixir erlang fortran cobol matlab julia lua c++ c# rstudio
pandas numpy scipy matplotlib seaborn sklearn scikit-learn tensorflow pytorch keras django flask fastapi sqlalchemy jupyter spark pyspark hadoop
sql mysql postgresql sqlite mongodb redis oracle mariadb cassandra elasticsearch snowflake bigquery dynamodb mssql tsql graphql
html css json xml yaml csv pdf jquery node.js react.js vue.js angular nextjs svelte bootstrap tailwind webpack npm yarn pip conda
git github gitlab bitbucket docker kubernetes helm terraform ansible jenkins nginx apache linux ubuntu debian fedora macos unix bash zsh powershell vim emacs
microsoft_excel microsoft_word powerpoint outlook gmail google_sheets tableau power_bi visual_studio_code onedrive dropbox sharepoint google_drive google_docs trello salesforce photoshop power_query airtable notion slack jira
aws gcp azure heroku vercel android ios iphone windows ssh regex vba latex markdown opencv selenium ffmpeg
`)

/** Those that are English words as well: only a capital letter tells them. */
export const capitalTechnologies = wordSet(
  'go rust swift r c ruby word access excel outlook teams spring react flutter dart chrome safari firefox photoshop figma',
)

/** Words that add nothing beside one of these names: `a CSV file`, `the Python language`. */
export const impliedBesideTechnology = wordSet(`
file document language programming code script program format formatted database
`)

/** Words that add nothing beside the named word. */
export const impliedBeside: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['git', wordSet('repository')],
  ['pandas', wordSet('dataframe')],
  ['dataframe', wordSet('pandas')],
  ['microsoft_excel', wordSet('spreadsheet worksheet sheet workbook')],
  ['sql', wordSet('query')],
  ['regex', wordSet('pattern')],
  ['nile', wordSet('river')],
  ['amazon', wordSet('river')],
  ['everest', wordSet('mount mountain')],
  ['command_line', wordSet('terminal')],
])
