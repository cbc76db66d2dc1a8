import { ActionIcon, Badge, Button, Collapse, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core'
import { useClipboard, useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconBraces, IconDots, IconPencil, IconQuestionMark, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RouteGroup, RouteTarget, RouteView } from '../../../gateway/contract/routes.ts'
import { CopyIcon } from '../../components/copy-button.tsx'
import { numbers } from '../../format/formats.ts'
import { ExplainPanel } from './explain-panel.tsx'
import { toFile } from './route-fields.ts'
import classes from './routes.module.css'
import { useRouteWords } from './use-route-words.ts'

interface RouteCardProps {
  readonly route: RouteView
  readonly onChange: () => void
  readonly onRemove: () => void
}

export function RouteCard({ route, onChange, onRemove }: RouteCardProps) {
  const { t } = useTranslation()
  const words = useRouteWords()
  const [explains, { toggle }] = useDisclosure(false)
  const { name, groups } = route
  return (
    <Paper px="md" py={14} component="article" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Group gap={8} miw={0}>
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          <CopyIcon value={name} label={`${t('routeForm.name')} ${name}`} />
          {words.behaviour(route).map(text => (
            <Badge key={text} color="slate">
              {text}
            </Badge>
          ))}
        </Group>
        <Group gap={6} wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconQuestionMark size={14} />}
            aria-expanded={explains}
            aria-label={t('explain.of', { name })}
            onClick={toggle}
          >
            {t('explain.title')}
          </Button>
          <RouteMenu route={route} onChange={onChange} onRemove={onRemove} />
        </Group>
      </Group>
      <Stack gap={10} mt={8}>
        {groups.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a saved group has nothing else that tells it from the others
          <GroupSummary key={index} group={group} number={groups.length > 1 ? index + 1 : undefined} />
        ))}
      </Stack>
      <Collapse expanded={explains}>{explains && <ExplainPanel name={name} />}</Collapse>
    </Paper>
  )
}

function RouteMenu({ route, onChange, onRemove }: RouteCardProps) {
  const { t } = useTranslation()
  const clipboard = useClipboard()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={30} aria-label={`${t('common.more')}: ${route.name}`}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onChange}>
          {t('routes.change')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBraces size={15} />}
          onClick={() => {
            clipboard.copy(toFile(route))
            notifications.show({
              message: t('routes.copied', { name: route.name }),
              closeButtonProps: { 'aria-label': t('common.close') },
            })
          }}
        >
          {t('routes.copyFile')}
        </Menu.Item>
        <Menu.Item c="var(--mantine-color-red-text)" leftSection={<IconTrash size={15} />} onClick={onRemove}>
          {t('routes.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface GroupSummaryProps {
  readonly group: RouteGroup
  /** Undefined for the only one. */
  readonly number: number | undefined
}

function GroupSummary({ group, number }: GroupSummaryProps) {
  const { t } = useTranslation()
  const words = useRouteWords()
  const { strategy, targets, when } = group
  const conditions = words.conditions(when)
  return (
    <div>
      <Text size="xs" c="dimmed">
        {[
          ...(number === undefined ? [] : [t('routeForm.group', { number })]),
          t(`routes.strategies.${strategy}`),
          ...(conditions.length > 0 ? [t('routes.onlyIf', { conditions: conditions.join(', ') })] : []),
        ].join(' · ')}
      </Text>
      <ol className={classes.steps}>
        {targets.map((target, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a target may be listed twice
          <li key={index} className={classes.step}>
            <span className={classes.number}>{index + 1}</span>
            <Text size="sm" ff="monospace" className={classes.planned}>
              {target.target}
            </Text>
            <Text size="xs" c="dimmed">
              {[...weightOf(target, strategy === 'weighted'), ...words.limits(target.limits)].join(' · ')}
            </Text>
          </li>
        ))}
      </ol>
    </div>
  )
}

function weightOf({ weight = 1 }: RouteTarget, isWeighted: boolean): readonly string[] {
  return isWeighted ? [`× ${numbers.rate(weight)}`] : []
}
