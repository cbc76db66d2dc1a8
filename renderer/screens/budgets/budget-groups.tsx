import { Box, Paper, Text, Title } from '@mantine/core'
import {
  IconBox,
  IconFolder,
  IconKey,
  IconPlug,
  IconUser,
  IconUsers,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BudgetView, ScopeKind } from '../../../gateway/contract/budgets.ts'
import { ShownPlace } from '../../components/shown-place.tsx'
import { BudgetLine } from './budget-line.tsx'
import type { BudgetGroup, BudgetNode } from './budget-tree.ts'
import classes from './budgets.module.css'
import { useBudgetWords } from './use-budget-words.ts'

interface Actions {
  readonly onChange: (budget: BudgetView) => void
  readonly onRemove: (budget: BudgetView) => void
}

interface BudgetGroupsProps extends Actions {
  readonly groups: readonly BudgetGroup[]
}

const icons: Readonly<Record<ScopeKind, TablerIcon>> = {
  all: IconWorld,
  team: IconUsers,
  person: IconUser,
  client: IconKey,
  provider: IconPlug,
  model: IconBox,
  project: IconFolder,
}

/** Deeper levels are not indented any further, because the bars need the space. */
const deepestIndent = 5

export function BudgetGroups({ groups, ...actions }: BudgetGroupsProps) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={4}>
      {groups.map(({ kind, nodes }) => (
        <section key={kind} className={classes.group} aria-labelledby={`budgets-${kind}`}>
          <Title order={2} id={`budgets-${kind}`} className={classes.heading}>
            {t(`budgets.groups.${kind}`)}
          </Title>
          <NodeList nodes={nodes} depth={0} {...actions} />
        </section>
      ))}
    </Paper>
  )
}

interface NodeListProps extends Actions {
  readonly nodes: readonly BudgetNode[]
  readonly depth: number
}

function NodeList({ nodes, depth, ...actions }: NodeListProps) {
  return (
    <ul className={classes.list}>
      {nodes.map(node => (
        <li key={`${node.kind} ${node.id}`}>
          <NodeLines node={node} depth={depth} {...actions} />
          {node.children.length > 0 && <NodeList nodes={node.children} depth={depth + 1} {...actions} />}
        </li>
      ))}
    </ul>
  )
}

interface NodeLinesProps extends Actions {
  readonly node: BudgetNode
  readonly depth: number
}

function NodeLines({ node, depth, onChange, onRemove }: NodeLinesProps) {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const { kind, id, budgets } = node
  const indent = Math.min(depth, deepestIndent)
  const Icon = icons[kind]
  const icon = <Icon size={16} stroke={1.7} className={classes.icon} aria-hidden />
  if (budgets.length === 0) {
    return (
      <Box className={classes.line} data-bare style={{ '--indent': indent }}>
        <div className={classes.name}>
          {icon}
          <Text size="sm" fw={550} truncate>
            {id}
            <Text span inherit fw={400} c="dimmed">
              {' '}
              {t('budgets.noneOfItsOwn')}
            </Text>
          </Text>
        </div>
      </Box>
    )
  }
  return budgets.map(budget => (
    <ShownPlace key={budget.id} id={budget.id}>
      <BudgetLine
        budget={budget}
        label={words.label(budget.scope)}
        rule={words.rule(budget.rule)}
        name={words.name(budget)}
        icon={icon}
        indent={indent}
        onChange={() => onChange(budget)}
        onRemove={() => onRemove(budget)}
      />
    </ShownPlace>
  ))
}
